"""Rules of the house that no tool knows."""

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.migration import SwappableTuple

ROOT = Path(__file__).resolve().parent.parent
# Each application imports only from those before it.
LAYERS = ("anomalies", "imports", "regions", "accounts", "structures", "contracts", "measures", "bilans", "pts_admin")
MODULES = [path for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))]
# Templates that Django, or a library, asks for by name.
TEMPLATES_OF_DJANGO = {"400.html", "403.html", "403_csrf.html", "404.html", "500.html"}
FOLDERS_OF_LIBRARIES = ("admin/", "registration/", "django/", "dsfr/")
# An ordinary space, where a line may end, beside a sign that French never parts from its word.
BREAKABLE = re.compile(r"(?<=«)[ \n]|[ \n](?=[:;?!»%€](?:[\s\"'<).,;…]|$))")
COMMENT = re.compile(r"\{#.*?#\}")
CLOCKS = {("date", "today"), ("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today")}


def tree(path):
    return ast.parse(path.read_text(), filename=str(path))


def imported_names(path):
    """Return the dotted names that the module at `path` imports."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.relative_to(ROOT)}: relative import"
            yield node.module


@pytest.mark.parametrize("layer", LAYERS)
def test_an_application_imports_only_from_those_below_it(layer):
    above = LAYERS[LAYERS.index(layer) + 1 :]

    wrong = [
        f"{path.relative_to(ROOT)}: {name}"
        for path in sorted((ROOT / layer).rglob("*.py"))
        for name in imported_names(path)
        if name.split(".")[0] in above
    ]

    assert wrong == []


@pytest.mark.parametrize("layer", LAYERS)
def test_a_migration_depends_only_on_applications_below_its_own(layer):
    # The user model is named by a setting, which any application may do.
    migrations = MigrationLoader(None, load=False)
    migrations.load_disk()
    above = LAYERS[LAYERS.index(layer) + 1 :]

    wrong = [
        f"{layer}.{name}: {dependency[0]}"
        for (app, name), migration in migrations.disk_migrations.items()
        for dependency in [*migration.dependencies, *migration.run_before]
        if app == layer and dependency[0] in above and not isinstance(dependency, SwappableTuple)
    ]

    assert wrong == []


def test_the_layers_are_the_installed_applications_in_the_same_order():
    ours = [config.name for config in apps.get_app_configs() if Path(config.path).parent == ROOT]

    assert ours == list(LAYERS)


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("layer", LAYERS)
def test_the_migrations_of_an_application_are_one_line(layer):
    graph = MigrationLoader(None).graph

    parents = {
        name: [parent[1] for parent in graph.node_map[app, name].parents if parent[0] == layer]
        for app, name in graph.nodes
        if app == layer
    }
    children = [parent for names in parents.values() for parent in names]

    assert all(len(names) <= 1 for names in parents.values())
    assert len(children) == len(set(children))
    assert len(graph.leaf_nodes(layer)) <= 1


def test_every_template_is_used():
    templates = {str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.html")}
    sources = [path.read_text() for path in [*MODULES, *(ROOT / "templates").rglob("*.html")]]
    named = {name for source in sources for name in re.findall(r"""["']([\w/.-]+\.html)["']""", source)}

    unused = {name for name in templates - named - TEMPLATES_OF_DJANGO if not name.startswith(FOLDERS_OF_LIBRARIES)}

    assert unused == set()


def test_no_code_asks_what_day_it_is_without_a_time_zone():
    calls = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if (getattr(node.func.value, "attr", getattr(node.func.value, "id", "")), node.func.attr) in CLOCKS
    ]

    assert calls == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_module_is_too_long_to_read(path):
    if "migrations" not in path.parts:
        assert len(path.read_text().splitlines()) <= 400


def texts_of_module(path):
    """Return each text of the module at `path` with its line; docstrings, which are for developers, are left out."""
    nodes = list(ast.walk(tree(path)))
    docstrings = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    return [
        (node.value, node.lineno)
        for node in nodes
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings
    ]


def breakable_signs(text):
    """Return where, in `text`, a line could end between a French sign and the word it belongs to."""
    return [match.start() for match in BREAKABLE.finditer(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Un numéro : recopiez-le.", [9], id="colon"),
        pytest.param("Inclus ; vide", [6], id="semicolon"),
        pytest.param("Vide ?", [4], id="at-the-end"),
        pytest.param("«\u00a0oui »", [5], id="closing"),
        pytest.param("« oui\u00a0»", [1], id="opening"),
        pytest.param("100 % au plus", [3], id="percent"),
        pytest.param("<b>Nom</b>\n : Vannes", [11], id="on-the-next-line"),
        pytest.param("Un numéro\u00a0: recopiez-le\u202f; «\u00a0oui\u00a0».", [], id="no-break"),
        pytest.param("%H:%M %d/%m {% if a %} {{ b }} 12:30 https://pts.example", [], id="code"),
    ],
)
def test_a_sign_that_could_begin_a_line_is_seen(text, expected):
    assert breakable_signs(text) == expected


def test_no_french_sign_can_begin_a_line_in_a_text_of_the_code():
    # Migrations keep the sentences of their day.
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: write \\u00a0 (: » « €) or \\u202f (; ? ! %) in « {text} »"
        for path in MODULES
        if "migrations" not in path.parts
        for text, line in texts_of_module(path)
        if breakable_signs(text)
    ]

    assert wrong == []


def test_no_french_sign_can_begin_a_line_in_a_template():
    wrong = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, place) + 1}: write &nbsp; (: » « €) or &#8239; (; ? ! %)"
        for path in sorted((ROOT / "templates").rglob("*.*"))
        for text in [COMMENT.sub(lambda match: re.sub(".", "_", match[0]), path.read_text())]
        for place in breakable_signs(text)
    ]

    assert wrong == []
