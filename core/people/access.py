"""The one gate of the app: a page is closed until its view says who it is for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from core.people.present import recognise
from core.people.roles import PERMISSIONS, Permission, Role
from core.people.signin import safe_next

__all__ = [
    "PERMISSIONS",
    "PUBLIC",
    "Access",
    "Permission",
    "Role",
    "declared_access",
    "gate",
    "public",
    "staff_only",
]

# Views that Flask makes itself and that cannot carry a declaration.
PUBLIC_ENDPOINTS = ("static",)
SIGN_IN = "staff.sign_in"

_MARK = "declared_access"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Access:
    """Who a view is for: everybody, or staff with the permission it needs."""

    needs: Permission | None

    @property
    def is_public(self) -> bool:
        """Whether nobody is asked who they are."""
        return self.needs is None


PUBLIC = Access(None)


def public(view: View) -> View:
    """Declare a view open to everybody; the gate then makes no query and looks at no cookie."""
    return _declare(view, PUBLIC)


def staff_only(permission: Permission) -> Callable[[View], View]:
    """Declare a view open to staff whose roles give the permission."""
    return lambda view: _declare(view, Access(permission))


def gate() -> ResponseReturnValue | None:
    """Let the request in or turn it away; the app's ``before_request``, after the one that tells reading from writing.

    A view without a declaration answers 403. A staff view sends a stranger to sign in and back again, and answers 403
    to staff without the permission. An address that leads nowhere is left to become a 404.
    """
    if request.url_rule is None or request.endpoint is None:
        return None
    access = _access_of(current_app, request.endpoint)
    if access is None:
        abort(403)
    if access.needs is None:
        return None
    staff = recognise()
    if staff is None:
        return redirect(url_for(SIGN_IN, next=_way_back()), 303)
    if not staff.may(access.needs):
        abort(403)
    return None


def declared_access(app: Flask) -> dict[str, Access | None]:
    """What every endpoint of the app declares; None for one that was forgotten and is therefore closed."""
    return {endpoint: _access_of(app, endpoint) for endpoint in app.view_functions}


def is_public(endpoint: str | None) -> bool:
    """Whether the endpoint of this request is open to everybody; an address that leads nowhere is not."""
    return endpoint is not None and _access_of(current_app, endpoint) == PUBLIC


def _declare(view: View, access: Access) -> View:
    if getattr(view, _MARK, access) != access:
        raise TypeError(f"{view!r} already says that it is for others")
    setattr(view, _MARK, access)
    return view


def _access_of(app: Flask, endpoint: str) -> Access | None:
    if endpoint in PUBLIC_ENDPOINTS:
        return PUBLIC
    access = getattr(app.view_functions[endpoint], _MARK, None)
    return access if isinstance(access, Access) else None


def _way_back() -> str | None:
    """The address to return to after signing in; None where it could not be opened with a GET."""
    if request.url_rule is None or "GET" not in (request.url_rule.methods or ()):
        return None
    return safe_next(request.full_path.removesuffix("?"), default="") or None
