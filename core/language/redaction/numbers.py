"""Numbers that lead to a person: of identity, of telephones, of accounts and of cars. Not times, dates and amounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from personnummer import personnummer

from core.language.redaction.found import Found, apart, hide
from core.language.redaction.words import NOT_PLATES

_ANY = re.compile(r"\d\D{0,3}\d|[nN]oll")
_MONTH, _DAY = r"(?:0[1-9]|1[0-2])", r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"
# Between the parts of a number people write a space, a dot, a dash, a slash or brackets, seldom more than three.
_GAP = r"[ .\-/()]{0,3}"

# Six or eight digits and four, as the number is printed; the day of a samordningsnummer is 60 higher.
_PERSONAL = re.compile(
    rf"(?<!\d)(?:(?:18|19|20) ?|\d\d)?\d\d{_MONTH}{_DAY} ?[-+]? ?(?:\d{{4}}(?!\d)|[xX*]{{4}}(?![\w*]))"
)
_PERSONAL_DATED = re.compile(rf"(?<!\d)\d{{4}}([-./ ]){_MONTH}\1{_DAY} ?([-+ ]) ?\d{{4}}(?!\d)")
_PERSONAL_APART = re.compile(rf"(?<!\d)(?:\d\d )?\d\d {_MONTH} {_DAY} ?([-+ ]) ?\d\d ?\d\d(?!\d)")
_DIGIT_BY_DIGIT = re.compile(r"(?<!\d)\d(?:([ .\-])\d)(?:\1{1,3}\d|[ .\-+]{1,3}\d){8,10}(?!\d)")
_PERSONAL_SAID = re.compile(
    r"(?:person(?:nummer|nr|numret)|pnr|persnr|född|fødd|born)[ :.]{0,3}(?:är[ :])?(\d{6}|(?:18|19|20)\d{6})(?![\d-])",
    re.I,
)
_ORGANISATION = re.compile(r"(?<![\d-])(?:16|SE)?([1-9]\d[2-9]\d{3})(-?)(\d{4})(?:01)?(?![\d])")

_ORGANISATION_SAID = re.compile(
    r"(?<!\w)org(?:anisations)?[. -]{0,2}(?:nummer|nr)[ :.]{0,3}(?:är )?(\d{6}[ -]{0,3}\d{4})(?!\d)", re.I
)

# Times, dates, years and amounts look like numbers of telephones and accounts, and are not.
_HOUR, _MINUTE = r"(?:[01]?\d|2[0-4])", r"[0-5]\d"
_PLAIN = re.compile(
    r"(?<![\d.:/])(?<!\d-)(?:"
    rf"{_HOUR}[.: ]{_MINUTE} ?(?:-|till|to|och) ?{_HOUR}[.: ]{_MINUTE}"
    rf"|(?:[01]\d|2[0-4]){_MINUTE} ?- ?(?:[01]\d|2[0-4]){_MINUTE}"
    rf"|(?:18|19|20)\d\d-{_MONTH}-\d\d(?:[ T]{{1,2}}{_HOUR}[.:]{_MINUTE}(?:[.:]\d\d)?)?"
    r"|(?:0?[1-9]|[12]\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-](?:(?:19|20)\d\d)"
    r"|(?:19|20)\d\d ?[-/] ?(?:19|20)\d\d"
    r"|[1-9]\d{0,2}(?:[ .]\d{3}){1,6}(?:,\d\d?)?(?= ?(?:kr|kronor|sek|euro|%|:-|personer|invånare|mkr|tkr))"
    r"|[1-9]\d{3,11}(?= ?(?:kr|kronor|sek|euro|%|:-|mkr|tkr))"
    r")(?![\d:/]|[-.]\d)",
    re.I,
)

_ACCOUNT_SAID = re.compile(
    r"(?<!\w)(?:\w{0,15}konto(?:t|nummer|numret|nr)?|clearing(?:nummer|nr)?|iban|bankgiro(?:t|nummer)?|bg|plusgiro(?:t)?"
    r"|postgiro(?:t)?|pg|(?:bank|betal|kredit)?kort(?:et|nummer|nr)?|ocr(?:-?nummer|nr)?|account(?: number)?)"
    r"[ :.]{0,3}(?:(?:är|nr|nummer|number|is|på|:)[ :.]{1,2}){0,2}(\d(?:[ .,\-]{0,2}\d){5,22})(?!\d)",
    re.I,
)
_IBAN = re.compile(
    r"(?<!\w)(?:[A-Za-z]{2}\d\d(?: ?\d{4}){3,7}(?: ?\d{1,3})?"
    r"|[A-Z]{2}\d\d(?: ?[A-Z\d]{4}){2,7}(?: ?[A-Z\d]{1,3})?)(?!\w)"
)
_CARD = re.compile(r"(?<!\d)(?:\d{4}[ -]\d{4}[ -]\d{4}[ -]\d{4}|3[47]\d\d[ -]\d{6}[ -]\d{5}|\d{13,30})(?!\d)")
_CLEARING = re.compile(
    r"(?<!\d)[1-9]\d{3}(?:-\d)?(?:, ?|[ \-])(?:\d{2,3} ?\d{3} ?\d{2,4}(?: ?- ?\d)?|\d\d(?: \d\d){2,4}|\d{7,10})(?!\d)"
)
_GIRO = re.compile(r"(?<![\d-])(\d{3,4})-(\d{4})(?![\d-])")
_PLUSGIRO = re.compile(r"(?<!\d)\d{1,2}(?: \d\d){1,3}-\d(?!\d|-)")
_MANY_DIGITS = re.compile(r"(?<![\w.,])\d{9,12}(?!\d)")

_MOBILE = re.compile(rf"(?<![\w])\(?0{_GAP}7(?:{_GAP}\d){{8}}(?!\d)")
_ABROAD = re.compile(rf"(?<!\w)(?:\+ ?|00 ?)\(?[1-9](?:{_GAP}\d){{6,13}}(?!\d)(?! ?(?:kr|%))")
_AT_HOME = re.compile(rf"(?<![\w,])\(?0[ ]?[1-9](?:{_GAP}\d){{6,8}}(?!\d)")
_WITHOUT_ZERO = re.compile(r"(?<![\d.,-])(?:46 ?-?)?7[02369][ -]?\d{3}[ -]?\d\d[ -]?\d\d(?!\d)")
_PHONE_SAID = re.compile(
    r"(?<!\w)(?:tele?fon(?:nummer|numret|nr)?|tfn|tel|mobil(?:en|nummer|numret|nr)?|ring(?:a|er)?|sms:?a?|nås|swish(?:a)?"
    r"|numret|nummer|phone|call)[ :.]{1,3}(?:(?:mig|oss|henne|honom|är|till|på|via|min|mitt|me|is|at|nr)[ :]{1,2}){0,3}"
    r"(\d(?:[ \-]{0,2}\d){4,9})(?!\d)(?! ?(?:kr|%|kronor))",
    re.I,
)
# Numbers anybody may call for help or advice lead to no person.
_FOR_ALL = {"11313", "11414", "116000", "116006", "116111", "116117", "116123", "90101"}
_SAID_DIGITS = (
    "noll|nolla|ett|en|två|tre|fyra|fem|sex|sju|åtta|nio|tio|tjugo|trettio|fyrtio|femtio|sextio|sjuttio|åttio|nittio"
)
_IN_WORDS = re.compile(
    rf"(?<!\w)noll(?:[ ,.\-]{{1,3}}(?:{_SAID_DIGITS}|\w{{2,7}}tio?(?:ett|två|tre|fyra|fem|sex|sju|åtta|nio)))"
    r"{5,11}(?!\w)",
    re.I,
)

_PLATE = re.compile(r"(?<![\w\-@./])([A-Z]{3})([ -]?)(\d\d[A-Z\d])(?![\w-]|[.,:]\d| ?%| \d{3})")
_SMALL_PLATE = re.compile(r"(?<![\w\-@./])([a-z]{3})(\d\d[a-z\d])(?![\w-]|[.,:]\d| ?%)")
_PLATE_SAID = re.compile(
    r"(?<!\w)(?:reg(?:\.|istrerings)?[ -]?(?:nummer|nr)?|\w{0,12}skylt(?:en)?|\w{0,12}bil(?:en)?|moped(?:en)?"
    r"|skoter(?:n)?)"
    r"[ :.,(]{1,3}(?:(?:är|med|nr|nummer)[ :]{1,2}){0,2}([a-z]{3}[ -]?\d\d[a-z\d])(?!\w)",
    re.I,
)


def find(text: str) -> list[Found]:
    """Numbers of identity, telephones, accounts and cars in a folded text, none upon another."""
    if not _ANY.search(text):
        return []
    found: list[Found] = []
    # The surest come first: what one has taken the next does not see.
    for look in _LOOKS:
        taken = apart(look(text))
        if taken:
            text = hide(text, taken)
            found += [span for span in taken if span.kind]
    return found


def _personal(text: str) -> Iterator[Found]:
    for match in _PERSONAL.finditer(text):
        digits = _digits(match[0])
        # A mobile number without dashes is as long; the check digit tells them apart.
        if len(digits) == 10 and re.match(r"0[1-9]\d{8}$|46\d{8}$", match[0]) and not _is_personal(match[0]):
            continue
        yield Found("personnummer", match.start(), match.end(), _is_personal(match[0]))


def _personal_apart(text: str) -> Iterator[Found]:
    for pattern in (_PERSONAL_DATED, _PERSONAL_APART, _DIGIT_BY_DIGIT):
        for match in pattern.finditer(text):
            digits = _digits(match[0])
            certain = _is_personal(digits)
            if pattern is _DIGIT_BY_DIGIT:
                right = len(digits) in (10, 12) and digits[0] != "0" and _PERSONAL.fullmatch(digits) is not None
            else:
                right = match[match.lastindex or 0] in "-+"
            if certain or right:
                yield Found("personnummer", match.start(), match.end(), certain)


def _personal_said(text: str) -> Iterator[Found]:
    for match in _PERSONAL_SAID.finditer(text):
        yield Found("personnummer", match.start(1), match.end(1))


def _organisation_said(text: str) -> Iterator[Found]:
    for match in _ORGANISATION_SAID.finditer(text):
        yield Found("organisationsnummer", match.start(1), match.end(1), _luhn(_digits(match[1])))


def _organisation(text: str) -> Iterator[Found]:
    for match in _ORGANISATION.finditer(text):
        certain = _luhn(match[1] + match[3])
        if certain or match[2] or match[0].startswith("SE"):
            yield Found("organisationsnummer", match.start(), match.end(), certain)


def _iban_and_card(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        if len(_digits(match[0])) >= 10:
            yield Found("account", match.start(), match.end())
    for match in _CARD.finditer(hide(text, _whole("account", _IBAN, text))):
        yield Found("account", match.start(), match.end(), _luhn(_digits(match[0])))


def _account_said(text: str) -> Iterator[Found]:
    for match in _ACCOUNT_SAID.finditer(text):
        yield Found("account", match.start(1), match.end(1))


def _plain(text: str) -> Iterator[Found]:
    # No kind: hidden from those after, and not reported.
    yield from _whole("", _PLAIN, text)


def _phone(text: str) -> Iterator[Found]:
    for pattern in (_MOBILE, _ABROAD, _AT_HOME, _WITHOUT_ZERO, _IN_WORDS):
        taken = [
            # A bracket around the whole number is the sentence's; one around its beginning belongs to it.
            Found("phone", match.start() + (match[0][0] == "(" and ")" not in match[0]), match.end())
            for match in pattern.finditer(text)
            if _digits(match[0]) not in _FOR_ALL
        ]
        text = hide(text, taken)
        yield from taken
    for match in _PHONE_SAID.finditer(text):
        if _digits(match[1]) not in _FOR_ALL:
            yield Found("phone", match.start(1), match.end(1))


def _account(text: str) -> Iterator[Found]:
    for pattern in (_CLEARING, _PLUSGIRO, _MANY_DIGITS):
        taken = list(_whole("account", pattern, text))
        text = hide(text, taken)
        yield from taken
    for match in _GIRO.finditer(text):
        # A range of round numbers is no giro, and one in ten of the others passes by chance.
        round_numbers = match[1].endswith("0") and match[2].endswith("0")
        if _luhn(match[1] + match[2]) and not round_numbers:
            yield Found("account", match.start(), match.end(), certain=True)


def _plate(text: str) -> Iterator[Found]:
    for match in _PLATE_SAID.finditer(text):
        if match[1][:3].upper() not in NOT_PLATES:
            yield Found("plate", match.start(1), match.end(1))
    text = hide(text, [Found("plate", match.start(1), match.end(1)) for match in _PLATE_SAID.finditer(text)])
    for match in _PLATE.finditer(text):
        # In a text of capitals three letters and a space are more often a word.
        if match[1] not in NOT_PLATES and not (match[2] and text.isupper() and len(text) > 20):
            yield Found("plate", match.start(), match.end())
    for match in _SMALL_PLATE.finditer(text):
        if match[1].upper() not in NOT_PLATES:
            yield Found("plate", match.start(), match.end())


_LOOKS: tuple[Callable[[str], Iterator[Found]], ...] = (
    _organisation_said,
    _iban_and_card,
    _personal,
    _personal_apart,
    _account_said,
    _organisation,
    _personal_said,
    _plain,
    _phone,
    _account,
    _plate,
)


def _whole(kind: str, pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    return (Found(kind, match.start(), match.end()) for match in pattern.finditer(text))


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_personal(text: str) -> bool:
    """Whether the check digit and the date agree; a hundred years more for the plus sign."""
    try:
        personnummer.parse("".join(each for each in text if each.isdigit() or each == "+"))
    except (personnummer.PersonnummerException, ValueError):
        return False
    return True


def _luhn(digits: str) -> bool:
    """The check of mod 10, from the right, every second digit doubled."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0
