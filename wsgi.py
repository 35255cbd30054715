"""The front door: builds the application and opens its rooms; the only module that knows them all."""

from __future__ import annotations

import atexit

from flask import Flask

from core import core_room
from core.db import init_db
from core.house import move_in
from core.i18n import init_i18n
from core.outbox import check_topics
from core.people.access import Permission
from core.people.present import current_staff
from core.room import House
from core.settings import Settings
from core.web import init_web
from core.web.inputs import IdConverter
from core.worker import Worker
from dialog import room as dialog_room
from goals import room as goals_room
from integrations import room as integrations_room
from surveys import room as surveys_room

HOUSE = House((core_room.ROOM, surveys_room.ROOM, dialog_room.ROOM, goals_room.ROOM, integrations_room.ROOM))


def create_app(settings: Settings | None = None) -> Flask:
    """The application; settings come from the environment unless given. Raises BadSetting for one that is no use."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(settings.root / "templates"), static_folder=str(settings.root / "static"))
    app.config["TRANSLATIONS"] = settings.root / "translations"
    app.url_map.converters["id"] = IdConverter
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True}
    move_in(app, HOUSE, settings)
    init_db(app, settings)
    init_i18n(app)
    init_web(app, settings)
    check_topics(HOUSE)
    for room in HOUSE.rooms:
        for blueprint in room.blueprints:
            app.register_blueprint(blueprint)
        for command in room.commands:
            app.cli.add_command(command)

    @app.context_processor
    def everywhere() -> dict[str, object]:
        return {
            "municipality": settings.municipality,
            "base_url": settings.base_url,
            "current_staff": current_staff(),
            "Permission": Permission,
        }

    if settings.worker_inside:
        worker = Worker(app, HOUSE)
        worker.start()
        atexit.register(worker.stop)
    return app
