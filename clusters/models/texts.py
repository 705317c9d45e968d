"""Columns that both databases search and sort alike."""

from django.db import models

from excite.names import fold, sort_key


class _Derived(models.CharField):
    """A column computed from another one whenever the row is written: SQLite's LIKE misses "ŁÓDŹ"."""

    def __init__(self, source="name", **options):
        self.source = source
        options.setdefault("max_length", 700)
        super().__init__(
            editable=False,
            default="",
            blank=True,
            **{key: value for key, value in options.items() if key not in {"editable", "default", "blank"}},
        )

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        for key in ("editable", "default", "blank"):
            kwargs.pop(key, None)
        return name, path, args, kwargs

    def pre_save(self, instance, add):
        sources = self.source.split()
        text = " ".join(str(getattr(instance, name) or "") for name in sources)
        value = self.derive(text)[: self.max_length]
        setattr(instance, self.attname, value)
        return value


class SearchText(_Derived):
    """Folded text of one or more columns, for ``contains`` searches: "łódź" and "lodz" meet."""

    @staticmethod
    def derive(text):
        return fold(text)


class SortKey(_Derived):
    """Key by which names list alike on SQLite and PostgreSQL."""

    @staticmethod
    def derive(text):
        return sort_key(text)
