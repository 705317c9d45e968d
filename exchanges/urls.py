"""Addresses under /p/<partnership>/exchanges/. Words first, then references, which are never those words."""

from django.urls import path

from .views import application, budget, consent, decisions, evidence, exchanges, facts, papers, payments

app_name = "exchanges"

urlpatterns = [
    path("", exchanges.exchanges, name="list"),
    path("mine/", application.mine, name="mine"),
    path("apply/", application.apply, name="apply"),
    path("host/<str:token>/", consent.host_link, name="host_link"),
    path("host/<str:token>/sign/", papers.host_sign, name="host_sign"),
    # Money
    path("budget/", budget.budget, name="budget"),
    path("budget/line/", budget.line, name="budget_line"),
    path("batches/", payments.batches, name="batches"),
    path("batches/<uuid:uuid>/", payments.batch, name="batch"),
    path("batches/<uuid:uuid>/<slug:name>/", payments.batch_act, name="batch_act"),
    # The application
    path("<slug:reference>/application/", application.application, name="application"),
    path("<slug:reference>/save/", application.save, name="save"),
    path("<slug:reference>/assess/", application.assess, name="assess"),
    path("<slug:reference>/hosts/", application.hosts, name="hosts"),
    path("<slug:reference>/submit/", application.submit, name="submit"),
    path("<slug:reference>/delete/", application.delete, name="delete"),
    path("<slug:reference>/withdraw/", application.withdraw, name="withdraw"),
    path("<slug:reference>/host/", consent.host_answer, name="host_answer"),
    # From the decision to the evidence
    path("<slug:reference>/decide/", decisions.decide, name="decide"),
    path("<slug:reference>/act/<slug:name>/", decisions.act, name="act"),
    path("<slug:reference>/sign/", papers.sign, name="sign"),
    path("<slug:reference>/agreement/", papers.agreement, name="agreement"),
    path(
        "<slug:reference>/agreement/<uuid:uuid>/progress/",
        papers.agreement_progress,
        name="agreement_progress",
    ),
    path("<slug:reference>/agreement/<uuid:uuid>/", papers.agreement_file, name="agreement_file"),
    path("<slug:reference>/report/", evidence.report, name="report"),
    path("<slug:reference>/evidence/", evidence.evidence, name="evidence"),
    path("<slug:reference>/evidence/<uuid:uuid>/", evidence.evidence_file, name="evidence_file"),
    path("<slug:reference>/evidence/<uuid:uuid>/<slug:name>/", evidence.evidence_act, name="evidence_act"),
    path("<slug:reference>/change/", facts.change, name="change"),
    path("<slug:reference>/change/hosts/", facts.change_hosts, name="change_hosts"),
    path("<slug:reference>/correct/", facts.correct, name="correct"),
    path("<slug:reference>/", exchanges.exchange, name="exchange"),
]
