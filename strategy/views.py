from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from members.http import MemberRequest
from strategy.models import Measure, Strategy


@require_GET
def show_strategy(request: MemberRequest) -> HttpResponse:
    strategy = Strategy.objects.visible_to(request.user).begun().with_tree().first()
    return render(request, "strategy/strategy_detail.html", {"strategy": strategy})


@require_GET
def show_measure(request: MemberRequest, code: str) -> HttpResponse:
    """A measure between its neighbours; numbers without a measure are not found."""
    measures = list(Measure.objects.visible_to(request.user).current().with_line())
    edged = [None, *measures, None]
    for before, measure, after in zip(edged, measures, edged[2:], strict=False):
        if measure.code == code:
            context = {
                "measure": measure,
                "theme": measure.theme,
                "siblings": [
                    row for row in measures if row.theme == measure.theme and row != measure
                ],
                "before": before,
                "after": after,
            }
            return render(request, "strategy/measure_detail.html", context)
    raise Http404
