"""The direction of imports, read from the imports themselves (docs: architecture).

Apps: leaves ← clusters ← missions ← exchanges ← tandems ← reporting ← composition root.
Layers inside an app: models ← rules ← workflow ← documents, emails ← services ← cards, forms, filters ←
tasks, views, api, admin ← urls. A layer may be a file or a package of that name.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("clusters", "missions", "exchanges", "tandems", "reporting")
# The composition root: it may import everything, and nothing of an app imports it.
COMPOSITION = {
    "settings",
    "urls",
    "views",
    "api",
    "programme",
    "demo",
    "context",
    "finding",
    "scopes",
    "middleware",
    "wsgi",
    "management",
    "apps",
}
LAYERS = {
    "models": 0,
    "rules": 1,
    "workflow": 2,
    "documents": 3,
    "emails": 3,
    "figures": 3,
    "registry": 3,
    "services": 4,
    "cards": 5,
    "forms": 5,
    "filters": 5,
    "tasks": 6,
    "views": 6,
    "api": 6,
    "admin": 6,
    "management": 6,
    "middleware": 6,
    "adapter": 6,
    "urls": 7,
    "apps": 8,
}
ENGINES = {"weasyprint", "ortools", "xlsxwriter"}


def sources(*folders):
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path


def imports(path):
    """(dotted module or module.name, line) of every import, relative ones resolved."""
    package = list(path.relative_to(ROOT).with_suffix("").parts)
    if package[-1] == "__init__":
        package.append("")
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((name.name, node.lineno) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: -node.level] if node.level else []
            module = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((f"{module}.{name.name}", node.lineno) for name in node.names)


def found(rule, *folders):
    return [
        f"{path.relative_to(ROOT)}:{line} imports {name}"
        for path in sources(*folders)
        for name, line in imports(path)
        if rule(path.relative_to(ROOT).with_suffix("").parts, name.split("."))
    ]


def upward(here, name):
    """An app imports a higher app, or the composition root."""
    app = here[0]
    if name[0] in APPS:
        return APPS.index(name[0]) > APPS.index(app)
    return name[0] == "excite" and len(name) > 1 and name[1] in COMPOSITION


def test_apps_import_only_lower_apps():
    assert found(upward, *APPS) == []


def test_leaves_know_no_app():
    def knows_an_app(here, name):
        return name[0] in APPS and here[1] not in COMPOSITION

    assert found(knows_an_app, "excite") == []


def against_the_layers(here, name):
    """A layer imports a higher one of its own app."""
    if name[0] != here[0] or len(name) < 2 or len(here) < 2:
        return False
    mine, its = LAYERS.get(here[1]), LAYERS.get(name[1])
    return mine is not None and its is not None and its > mine


def test_layers_import_downwards():
    assert found(against_the_layers, *APPS) == []


@pytest.mark.parametrize("app", APPS)
def test_every_layer_is_known(app):
    """A file beside the known layers is a package of its own and says so in this list."""
    packages = {"timetable", "timetable_files", "printing", "demo_data"}
    parts = {path.stem for path in (ROOT / app).iterdir() if path.stem not in {"__init__", "__pycache__"}}
    assert parts - set(LAYERS) - packages - {"migrations", "locale"} == set()


def test_rules_know_neither_django_nor_the_clock():
    def impure(here, name):
        is_rules = len(here) > 1 and here[1] == "rules"
        return is_rules and (name[0] == "django" or name[:2] == ["excite", "clock"])

    assert found(impure, *APPS) == []


def test_only_doors_read_the_clock():
    doors = {"views", "tasks", "api", "admin", "management", "middleware", "adapter", "context"}

    def inside(here, name):
        return name[:2] == ["excite", "clock"] and not (doors & set(here))

    assert found(inside, *APPS, "excite") == []


def test_views_do_not_touch_models_directly():
    """Views fetch through ``visible_to`` and never write a status."""
    wrong = []
    for path in sources(*APPS, "excite"):
        if "views" not in path.relative_to(ROOT).with_suffix("").parts:
            continue
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if (".objects." in line and "visible_to" not in line) or ".status =" in line:
                wrong.append(f"{path.relative_to(ROOT)}:{number} {line.strip()}")
    assert wrong == []


def test_views_are_short():
    long = []
    for path in sources(*APPS, "excite"):
        if "views" not in path.relative_to(ROOT).with_suffix("").parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef) and node.end_lineno - node.lineno + 1 > 20:
                long.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert long == []


def test_status_is_written_by_workflows_alone():
    wrong = []
    for path in sources(*APPS, "excite"):
        for node in ast.walk(ast.parse(path.read_text())):
            targets = node.targets if isinstance(node, ast.Assign) else []
            if any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets):
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_only_services_move():
    def moves(path):
        return [
            f"{path.relative_to(ROOT)}:{node.lineno}"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.Attribute)
            and node.attr == "move"
            and isinstance(node.value, ast.Name)
            and node.value.id.isupper()
        ]

    parts = [
        path for path in sources(*APPS) if "services" not in path.relative_to(ROOT).with_suffix("").parts
    ]
    assert [hit for path in parts for hit in moves(path)] == []


def test_heavy_engines_stay_in_the_worker():
    """WeasyPrint, OR-Tools and XlsxWriter are imported inside the functions that jobs call."""
    wrong = []
    for path in sources(*APPS, "excite"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = (
                    [node.module or ""] if isinstance(node, ast.ImportFrom) else [n.name for n in node.names]
                )
                if any(name.split(".")[0] in ENGINES for name in names):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def test_files_are_short():
    """About 400 lines at most, tests and code alike."""
    long = [
        f"{path.relative_to(ROOT)}: {count}"
        for folder in (*APPS, "excite", "templates", "static", "tests", "bench")
        for path in sorted((ROOT / folder).rglob("*"))
        if path.suffix in {".py", ".html", ".css", ".js"}
        and "vendor" not in path.parts
        and "migrations" not in path.parts
        and (count := len(path.read_text().splitlines())) > 400
    ]
    assert long == []


def test_there_is_no_drawer_for_everything():
    bad = {"utils", "core", "common", "helpers", "misc"}
    names = {path.relative_to(ROOT) for path in sources(*APPS, "excite", "tests") if path.stem in bad}
    assert names == set()


def test_no_default_order_no_signals_no_generic_keys():
    wrong = [
        f"{path.relative_to(ROOT)}: {word}"
        for path in sources(*APPS, "excite")
        for word in ("Meta.ordering", "ordering = ", "@receiver", "post_save", "GenericForeignKey")
        if word in path.read_text()
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("here", "name", "bad"),
    [
        (("clusters", "services"), "exchanges.models.Exchange", True),
        (("exchanges", "services", "x"), "clusters.models.User", False),
        (("exchanges", "services"), "excite.views.home", True),
        (("exchanges", "services"), "excite.clock.now", False),
    ],
)
def test_the_check_itself(here, name, bad):
    assert upward(here, name.split(".")) is bad


def test_the_layer_check_itself():
    assert against_the_layers(("exchanges", "models", "grants"), ["exchanges", "services"])
    assert not against_the_layers(("exchanges", "services"), ["exchanges", "models"])
