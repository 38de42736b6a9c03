"""What the database refuses once figures have been told."""

import pgtrigger

#: The row, as it is or was, is of a release that has been told.
RELEASE_IS_TOLD = (
    "SELECT 1 FROM indicators_release WHERE state IN ('published', 'withdrawn')"
    " AND id IN (OLD.release_id, NEW.release_id)"
)
#: Some release of the row's collection and period has been told.
PERIOD_IS_TOLD = (
    "SELECT 1 FROM indicators_release WHERE state IN ('published', 'withdrawn')"
    " AND (collection, period) IN"
    " ((OLD.collection, OLD.period), (NEW.collection, NEW.period))"
)


def refuse_where(name: str, found: str, operation: pgtrigger.Operation) -> pgtrigger.Trigger:
    """Refuse the change of a row where the question finds something."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=operation,
        func=pgtrigger.Func(
            f"IF EXISTS ({found}) THEN"
            " RAISE EXCEPTION 'pgtrigger: % of % is refused: it has been told', TG_OP,"
            " TG_TABLE_NAME; END IF; RETURN COALESCE(NEW, OLD);"
        ),
    )
