"""Institutions and their keys."""

from __future__ import annotations

from typing import Annotated

import typer

from app.bootstrap import settings_from_environment, tools_from
from app.cli.console import out, say
from app.core.text import LanguageCode, Text
from app.storage import institutions, keys

institution_commands = typer.Typer(no_args_is_help=True, help="Les établissements. / Institutions.")
key_commands = typer.Typer(no_args_is_help=True, help="Les clés d'accès. / Access keys.")


@institution_commands.command("add")
def add_institution(
    slug: Annotated[str, typer.Argument(help="Nom court dans les adresses. / Short name in addresses.")],
    name: Annotated[str, typer.Option(help="Nom en français. / Name in French.")],
    name_en: Annotated[str, typer.Option(help="Nom en anglais, s'il y en a un. / Name in English, if any.")] = "",
    language: Annotated[str, typer.Option(help="fr ou en. / fr or en.")] = "fr",
    website: Annotated[str | None, typer.Option(help="Site web. / Web site.")] = None,
) -> None:
    """Ajoute un établissement. / Adds an institution."""
    tools = tools_from(settings_from_environment())
    spoken: LanguageCode = "en" if language == "en" else "fr"
    added = institutions.add_institution(
        tools.database, slug, Text(fr=name, en=name_en or name), language=spoken, website=website
    )
    say(f"Établissement ajouté: {added.slug}", f"Institution added: {added.slug}")


@institution_commands.command("list")
def list_institutions() -> None:
    """Énumère les établissements. / Lists the institutions."""
    tools = tools_from(settings_from_environment())
    for institution in institutions.list_institutions(tools.database):
        typer.echo(f"{institution.slug}\t{institution.name.fr}\t{institution.name.en}")


@key_commands.command("add")
def add_key(
    institution: Annotated[
        str, typer.Argument(help="Nom court; « - » pour l'exploitant. / Short name; “-” for the operator.")
    ],
    role: Annotated[str, typer.Option(help="reader, writer, admin")] = "writer",
    label: Annotated[str, typer.Option(help="À quoi elle sert. / What it is for.")] = "",
) -> None:
    """Crée une clé et la montre une seule fois. / Makes a key and shows it once."""
    tools = tools_from(settings_from_environment())
    issued = keys.issue_key(tools.database, None if institution == "-" else institution, keys.role_named(role), label)
    out.print(issued.presented, markup=False)


@key_commands.command("list")
def list_keys(
    institution: Annotated[str | None, typer.Argument(help="Nom court. / Short name.")] = None,
) -> None:
    """Énumère les clés, sans leur secret. / Lists the keys, without their secrets."""
    tools = tools_from(settings_from_environment())
    for key in keys.list_keys(tools.database, institution):
        state = f"revoked {key.revoked:%Y-%m-%d}" if key.revoked else "active"
        typer.echo(f"{key.prefix}\t{key.institution or '-'}\t{key.role}\t{state}\t{key.label}")


@key_commands.command("revoke")
def revoke_key(prefix: Annotated[str, typer.Argument(help="Début de la clé. / The key's prefix.")]) -> None:
    """Révoque une clé. / Revokes a key."""
    tools = tools_from(settings_from_environment())
    revoked = keys.revoke_key(tools.database, prefix)
    say(f"Clé révoquée: {revoked.prefix}", f"Key revoked: {revoked.prefix}")
