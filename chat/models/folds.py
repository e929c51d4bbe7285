"""Columns that hold another column folded, so that both databases compare names in any script."""

from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from django.db import models

from chat.text.names.folding import lookup_key

# The database default is for older releases, which do not know the column.
ALWAYS: dict[str, Any] = {"default": "", "db_default": "", "editable": False}


class Folded(models.TextField):  # type: ignore[type-arg]
    """The fold of another column, for lookups; it follows that column, and may be longer."""

    def __init__(self, source: str, **options: Any) -> None:
        self.source = source
        super().__init__(**ALWAYS, **options)

    def deconstruct(self) -> Any:
        """Return the arguments that recreate the column."""
        name, path, _args, options = super().deconstruct()
        own = {key: value for key, value in options.items() if key not in ALWAYS}
        return name, path, [self.source], own

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """Return the fold of its source column, for `save` and for `bulk_create`."""
        folded = lookup_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, folded)
        return folded


def _folded(model: type[models.Model]) -> Iterator[Folded]:
    return (field for field in model._meta.local_fields if isinstance(field, Folded))


_Row = TypeVar("_Row", bound=models.Model, covariant=True)


class FoldedQuerySet(models.QuerySet[_Row]):
    """Rows whose folds follow an update."""

    def update(self, **values: Any) -> int:
        """Store these values and their folds.

        Raises TypeError for a value that the database would compute: it cannot be folded here.
        """
        folds = [field for field in _folded(self.model) if field.source in values]
        if not all(isinstance(values[field.source], str) for field in folds):
            raise TypeError("Folded columns are updated by plain strings or by `save` only.")
        folded = {field.name: lookup_key(values[field.source]) for field in folds}
        return super().update(**values, **folded)


class KeepsFolds(models.Model):
    """A row whose folds follow when only some of its fields are saved."""

    class Meta:
        abstract = True

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Store the row, or these fields with their folds."""
        if update_fields is not None:
            stored = set(update_fields)
            folds = (field.name for field in _folded(type(self)) if field.source in stored)
            update_fields = stored.union(folds)
        super().save(update_fields=update_fields, **options)
