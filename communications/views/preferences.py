from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from communications import emails
from communications.actions import addresses, subscriptions
from communications.forms import AddressForm, ChoicesForm, LinkForm
from communications.models import Reader, Topic
from communications.preferences import (
    choices,
    opened,
    reader_of,
    refused,
    signed_in_by_code,
    silence,
    ticket,
)
from communications.tokens import Proof
from members.actions import Refused, end_affiliation
from members.http import MemberRequest
from members.models import Affiliation

ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}


@require_http_methods(["GET", "POST"])
def preferences(request: MemberRequest) -> HttpResponse:
    """What the person gets by mail."""
    proof = signed_in_by_code(request.session, request.user)
    return _preferences(request, reader_of(request.user), proof)


@login_not_required
@require_http_methods(["GET", "POST"])
def preferences_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The same for whoever has the mailbox, without signing in."""
    proof, reader = _opened(token)
    return _preferences(request, reader, proof)


def _preferences(request: HttpRequest, reader: Reader, proof: Proof | None) -> HttpResponse:
    shown, silent = choices(reader), silence(reader.address)
    refusals = refused(reader.user) if reader.user else None
    form = ChoicesForm(request.POST or None, shown, refusals)
    if request.method == "POST" and "stop" in request.POST:
        return _choose(request, reader, form.all_topics, [], _("You get no more newsletters."))
    if request.method == "POST" and "works" in request.POST and proof:
        addresses.show_it_works(proof, reader.user)
        messages.success(request, _("Thank you. We write to this address again."))
        return redirect(request.path)
    if form.is_valid():
        if reader.user:
            subscriptions.refuse(reader.user, form.refused)
        return _choose(request, reader, form.all_topics, form.chosen, _("Your choices are saved."))
    works = proof is not None and silent is not None and silent.since <= proof.at
    context = {"form": form, "reader": reader, "shown": shown, "silent": silent, "works": works}
    return render(request, "communications/preferences.html", context)


def _choose(
    request: HttpRequest, reader: Reader, topics: list[Topic], chosen: list[Topic], done: str
) -> HttpResponse:
    subscriptions.choose(reader, topics, chosen)
    messages.success(request, done)
    return redirect(request.path)


def _opened(token: str) -> tuple[Proof, Reader]:
    found = opened(token)
    if found is None:
        raise Http404
    return found


@login_not_required
@require_http_methods(["GET", "POST"])
def link(request: HttpRequest) -> HttpResponse:
    """Send the way to one's choices. The answer is the same whether we know the address or not."""
    form = LinkForm(request.POST or None)
    if form.is_valid():
        emails.send_link(form.cleaned_data["email"], get_language() or "fi")
        return render(request, "communications/link_sent.html", {"email": form["email"].value()})
    return render(request, "communications/link_form.html", {"form": form})


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """RFC 8058: a mail program ends one subscription by one POST; a person is shown a button. What
    only looks at links changes nothing."""
    reader, topic = _ticket(token)
    if request.method != "POST":
        return render(request, "communications/unsubscribe.html", {"topic": topic, "token": token})
    if dict(request.POST.lists()) != ONE_CLICK:
        return HttpResponse(_("Nothing was changed."), status=400, content_type="text/plain")
    subscriptions.unsubscribe(reader, topic)
    return HttpResponse(_("You get no more of these letters."), content_type="text/plain")


@login_not_required
@require_POST
def confirm_unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The button of the page, and the one that takes it back."""
    reader, topic = _ticket(token)
    undone = "undo" in request.POST
    if undone:
        subscriptions.subscribe(reader, topic, source=subscriptions.Source.SELF)
    else:
        subscriptions.unsubscribe(reader, topic)
    context = {"topic": topic, "token": token, "undone": undone}
    return render(request, "communications/unsubscribed.html", context)


def _ticket(token: str) -> tuple[Reader, Topic]:
    found = ticket(token)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
def address(request: MemberRequest, pk: int) -> HttpResponse:
    """Letters to a colleague come back: give the address that works, or say who has left."""
    visible = Affiliation.objects.visible_to(request.user).live().select_related("user")
    affiliation = get_object_or_404(visible, pk=pk)
    silent = silence(affiliation.user.email)
    if silent is None or not addresses.looks_after(request.user, affiliation.organisation):
        raise Http404
    form = AddressForm(request.POST if "email" in request.POST else None)
    status, refusal = 200, ""
    try:
        if done := _mend(request, affiliation, form):
            messages.success(request, done)
            return redirect(affiliation.organisation)
    except Refused as refused_:
        status, refusal = 409, str(refused_)
    context = {"affiliation": affiliation, "form": form, "silent": silent, "refusal": refusal}
    return render(request, "communications/address.html", context, status=status)


def _mend(request: MemberRequest, affiliation: Affiliation, form: AddressForm) -> str:
    """What was done, if something was."""
    if "left" in request.POST:
        end_affiliation(affiliation, request.user)
        return _("%(name)s no longer belongs here.") % {"name": affiliation.user}
    if form.is_valid():
        addresses.correct(affiliation, form.cleaned_data["email"], request.user)
        return _("From now on we write to %(email)s.") % form.cleaned_data
    return ""
