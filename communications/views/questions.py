"""Ask the office: from any page; one's own questions, and the office's answers."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from communications.actions import questions
from communications.forms import AnswerForm, QuestionForm
from communications.models import Question
from communications.models.questions import page_of_ours
from members.actions import Refused
from members.http import MemberRequest

PER_PAGE = 30


@require_http_methods(["GET", "POST"])
def ask(request: MemberRequest) -> HttpResponse:
    page = page_of_ours(request.POST.get("page", "") or request.GET.get("page", ""))
    form = QuestionForm(request.POST or None)
    if form.is_valid():
        place = request.acting.organisation if request.acting else None
        asked = questions.ask(request.user, place, page, form.cleaned_data["text"])
        messages.success(
            request, _("Your question is on its way. The answer comes here and by letter.")
        )
        return redirect(asked)
    status = 422 if request.method == "POST" else 200
    return render(request, "communications/ask.html", {"form": form, "page": page}, status=status)


@require_GET
def question_list(request: MemberRequest) -> HttpResponse:
    """One's own; to the office all."""
    visible = Question.objects.visible_to(request.user).with_people()
    page = Paginator(visible, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "communications/question_list.html", {"questions": page})


@require_http_methods(["GET", "POST"])
def question(request: MemberRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Question.objects.visible_to(request.user).with_people(), pk=pk)
    if request.method == "POST" and not request.user.is_staff:
        raise Http404
    form, refusal = AnswerForm(request.POST or None), ""
    if form.is_valid():
        try:
            questions.answer(found, form.cleaned_data["answer"], request.user)
            messages.success(request, _("The answer is on its way."))
            return redirect(found)
        except Refused as refused:
            refusal = str(refused)
            found.refresh_from_db()
    status = 409 if refusal else 422 if request.method == "POST" else 200
    context = {"question": found, "form": form, "refusal": refusal}
    context["may_answer"] = refusal or found.may_answer(request.user)
    return render(request, "communications/question_detail.html", context, status=status)
