"""What invented people say in the demo."""

from __future__ import annotations

CONTROLLERS = {
    "bygglov-kontakt": "Miljö- och stadsbyggnadsnämnden",
    "receptionen": "Kommunstyrelsen",
    "sasong-i-salen": "Kommunstyrelsen",
    "besokare-vecka-9": "Kommunstyrelsen",
}
# What a municipality changes in a ready questionnaire before it is used in a certain place.
CHANGED: dict[str, dict[str, dict[str, str]]] = {
    "receptionen": {"title": {"sv": "Receptionen i Malung", "en": "The reception in Malung"}},
}
# The companies' questionnaire once more, for a round that cases are read into and people are invited to.
INVITED = {
    "slug": "hur-gick-ditt-arende",
    "title": {"sv": "Hur gick ditt ärende hos kommunen?", "en": "How did your case with the municipality go?"},
}
COMPANY = (
    "Handläggaren ringde upp samma dag. Det sparade en vecka för oss.",
    "Det tog lång tid innan någon svarade på mejlen under högsäsongen.",
    "Bra att få veta vem som har ärendet. Fortsätt så.",
    "Blanketten var svår att förstå. Visa gärna ett ifyllt exempel.",
    "Vi fick olika besked av två personer om samma sak.",
    "Trevligt bemötande vid inspektionen, och tydligt vad vi skulle åtgärda.",
    "Telefontiden är kort för den som driver restaurang.",
    "Jag vill kunna följa ärendet på webben.",
)
COMMENTS: dict[str, tuple[str, ...]] = {
    "bygglov-kontakt": (
        "Jag fick hjälp att förstå ritningskraven.",
        "Säg från början hur lång tid det tar.",
        "Smidigt att mejla in kompletteringen.",
    ),
    "receptionen": (
        "Vänligt mottagande som alltid.",
        "Skylten till receptionen syns dåligt från parkeringen.",
        "Jag blev kopplad tre gånger innan jag kom rätt.",
    ),
    "sasong-i-salen": (
        "Med bostad året om hade jag stannat.",
        "Vi behöver folk på hösten men har inte full tid att erbjuda.",
        "Bussarna går inte när liftarna stänger.",
    ),
    "besokare-vecka-9": (
        "Fina spår, men svårt att hitta parkering vid Lindvallen.",
        "Personalen var otroligt hjälpsam.",
        "Mer information på engelska, tack.",
    ),
}
