"""The commands by name. Help is in French and in English, French first."""

from __future__ import annotations

import typer

from app.cli import admin, check, crosswalks, demo, dump, harvest, ingest, read, rebuild, serve

application = typer.Typer(
    name="concordance",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Concordance: les notices des musées en données liées. / Museum records as linked data.",
)
application.add_typer(admin.institution_commands, name="institution")
application.add_typer(admin.key_commands, name="key")
application.add_typer(crosswalks.commands, name="crosswalk")
application.add_typer(harvest.commands, name="harvest")
application.add_typer(read.commands, name="read")
application.command("ingest")(ingest.ingest)
application.command("check")(check.check)
application.command("formats")(crosswalks.formats)
application.command("serve")(serve.serve)
application.command("worker")(serve.worker)
application.command("rebuild")(rebuild.rebuild_projection)
application.command("dump")(dump.dump)
application.command("demo")(demo.demo)
