from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from members.http import MemberRequest


@require_GET
def show_strategy(request: MemberRequest) -> HttpResponse:
    return render(request, "strategy/strategy_detail.html", {})
