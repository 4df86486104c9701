"""The roles that are known, as sources word them; a role is kept in the source's language, never translated.

Sources: the author field (AUTR) of Joconde's *Système descriptif*, CHIN's data dictionaries, the relators of library
records, and the cells of the museums that this reader was measured on.
"""

from __future__ import annotations

import re
from typing import Final

# The making of works and objects.
_MAKERS = (
    "artiste artist peintre painter sculpteur sculptrice sculptor graveur graveuse engraver etcher aquafortiste "
    "dessinateur dessinatrice draughtsman draftsman drawer illustrateur illustratrice illustrator ill. lithographe "
    "lithographer imprimeur imprimeuse printer printmaker éditeur éditrice editor publisher libraire photographe "
    "photographer architecte architect designer créateur créatrice creator concepteur conceptrice inventeur "
    "inventrice inventor auteur auteure autrice author aut. artisan artisane craftsman fabricant fabricante "
    "manufacturer maker exécutant exécutante réalisateur réalisatrice director producteur productrice producer "
    "orfèvre goldsmith silversmith bijoutier bijoutière jeweller jeweler joaillier joailler horloger horlogère "
    "clockmaker watchmaker ébéniste cabinetmaker menuisier menuisière joiner carpenter charpentier céramiste "
    "ceramist potier potière potter verrier verrière glassmaker émailleur émailleuse enameller tisserand tisserande "
    "tisseur tisseuse weaver brodeur brodeuse embroiderer dentellière lacemaker couturier couturière tailleur "
    "tailleuse tailor dressmaker chapelier chapelière hatter bottier bottière shoemaker cordonnier ivoirier "
    "ivoirière laqueur laqueuse lacquerer doreur doreuse gilder ciseleur ciseleuse chaser fondeur fondeuse founder "
    "bronzier forgeron blacksmith ferronnier médailleur médailleuse medallist medalist relieur relieuse bookbinder "
    "binder calligraphe calligrapher cartographe cartographer enlumineur enlumineuse illuminator copiste copyist "
    "décorateur décoratrice decorator éventailliste luthier facteur tabletier coutelier armurier gunsmith vannier "
    "vannière basketmaker cloutier lunetier buronnier modeleur modeleuse modeller marbrier mosaïste sérigraphe "
    "screenprinter styliste stylist costumier ingénieur engineer monteur assembleur retoucheur coloriste colourist "
    "colorist teinturier tanneur sellier saddler mécanicien"
)
# Texts, music, stage and film.
_WRITERS_AND_PERFORMERS = (
    "compositeur compositrice composer écrivain écrivaine writer poète poet traducteur traductrice translator trad. "
    "préfacier commentateur compilateur compiler comp. rédacteur rédactrice interprète performer musicien musicienne "
    "chanteur chanteuse singer acteur actrice actor scénariste cinéaste filmmaker vidéaste chorégraphe"
)
# Who had to do with the work otherwise.
_OTHERS = (
    "commanditaire patron client donateur donatrice donor collectionneur collector propriétaire owner restaurateur "
    "restauratrice restorer conservator découvreur finder inventoriste commissaire curator modèle sitter"
)
# Joconde's precisions for makers who are no single person.
_NOT_ONE_PERSON = (
    "population ethnie peuple usine factory fabrique manufacture maison firm marchand dealer distributeur konstnär "
    "målare tecknare grafiker skulptör fotograf künstler maler zeichner bildhauer"
)
_PHRASES = (
    "after design by; art director; auteur du dessin; auteur du décor; auteur du modèle; auteur du texte; built by; "
    "cast by; co-auteur; co-créateur; conçu par; designed by; dessiné par; directeur artistique; drawn by; engraved "
    "by; fabriqué par; fashion designer; glass artist; graphic designer; gravé par; imprimé par; landscape "
    "architect; made by; manufactured by; maître d'œuvre; maître orfèvre; maître tailleur; maître verrier; "
    "maître-chapelier; maître-verrier; metteur en scène; orfèvre-joaillier; painted by; peint par; peintre sur "
    "porcelaine; peintre-graveur; peintre-verrier; photographed by; photographié par; printed by; published by; "
    "publié par; réalisé par; sculpteur sur bois; sculpté par; textile artist; type designer; utförd av; wood "
    "carver; wood engraver; written by; édité par"
)
ROLES: Final = frozenset(
    role for roles in (_MAKERS, _WRITERS_AND_PERFORMERS, _OTHERS, _NOT_ONE_PERSON) for role in roles.split()
) | frozenset(_PHRASES.split("; "))

# A word that ends so, in small letters beside a name, is a trade: `(buronnier)`, `(glassblower)`.
TRADE: Final = re.compile(
    r"[a-zàâäçéèêëîïôöùûü'œ-]{3,}"
    r"(?:eur|euse|ier|ière|iste|teur|trice|smith|wright|maker|ist|grapher|graphe|turier|ien|ienne)s?"
)
GROUP_ROLES: Final = frozenset(
    {"ethnie", "fabrique", "factory", "firm", "imprimerie", "maison", "manufacture", "peuple", "population", "usine"}
)
