"""API · what every endpoint is: who may, how often, which parameters, once, and where.

An endpoint declares `scopes`, `query`, `bodies` and `answers` by method; the
checks here and the OpenAPI document both follow from these, so they cannot disagree.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django_tenants.utils import tenant_context
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from apps.accounts.types import Audience
from apps.common.types import Actor, ActorKind
from apps.vendors import selectors as vendors
from apps.vendors.types import TeamRole, VendorStatus

from . import concurrency, pagination, throttling
from .authentication import BearerToken
from .errors import RoleForbids, ScopeMissing, UnusableParameters
from .idempotency import carried_out_once
from .problems import fault, faults_of

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_KINDS = {
    Audience.STOREFRONT: ActorKind.BUYER,
    Audience.VENDOR: ActorKind.VENDOR,
    Audience.STAFF: ActorKind.STAFF,
}


class Endpoint(GenericAPIView[Any]):
    """An address of the API. Keys of the mappings are HTTP methods.

    `scopes`: the scope that a method asks of the token, "" where any token will do, None where anybody may.
    `query`: a serializer of the query parameters; `self.parameters` holds what it made of them.
    `bodies`: a serializer of the body, read by `self.read()`.
    `answers`: status → serializer (None: no body), for the document.
    `kinds`: the class of routes in which a method is counted, by default «read» or «write».
    `key_required`: methods that ask for an Idempotency-Key.
    `edits`: methods that ask for If-Match.
    `alone`: methods that open their own transactions, since they speak to others outside.
    `unrepeatable`: methods whose answers hold a secret and are kept for nobody; one that is in `key_required` too
    reads its key itself (`idempotency.key_of`).
    """

    audience: ClassVar[Audience]
    scopes: ClassVar[Mapping[str, str | None]] = {}
    query: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    bodies: ClassVar[Mapping[str, type[Serializer[Any]]]] = {}
    answers: ClassVar[Mapping[str, Mapping[int, Any]]] = {}
    kinds: ClassVar[Mapping[str, str]] = {}
    key_required: ClassVar[frozenset[str]] = frozenset()
    edits: ClassVar[frozenset[str]] = frozenset()
    alone: ClassVar[frozenset[str]] = frozenset()
    unrepeatable: ClassVar[frozenset[str]] = frozenset()
    common_query: ClassVar[type[Serializer[Any]] | None] = None

    parameters: dict[str, Any]
    common: dict[str, Any]
    rate: throttling.Rate | None = None
    kind: str
    caller: bytes

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        address = str(request.META.get("REMOTE_ADDR", ""))
        self.kind = self.kind_of(str(request.method))
        self.caller = throttling.caller(request.META, audience=self.audience, address=address)
        self.args, self.kwargs = args, kwargs
        self.headers: dict[str, str] = {}
        self.request = self.initialize_request(request, *args, **kwargs)
        try:
            self.initial(self.request, *args, **kwargs)
            response = self._once()
        except Exception as error:
            response = self._finished(self.handle_exception(error))
        if self.rate is not None:
            for name, value in self.rate.headers().items():
                response[name] = value
        return response

    @classmethod
    def kind_of(cls, method: str) -> str:
        """The class of routes in which a method is counted."""
        return cls.kinds.get(method, "read" if method in SAFE else "write")

    def _once(self) -> HttpResponse:
        method = str(self.request.method)
        if method in SAFE or method in self.unrepeatable or not hasattr(self, method.lower()):
            return self._answer()
        return carried_out_once(
            self.request,
            actor=self.actor_key()[:80],
            is_required=method in self.key_required,
            is_atomic=method not in self.alone,
            answer=self._answer,
        )

    def _answer(self) -> HttpResponse:
        """The handler's answer or the problem it ran into, rendered. A refusal undoes what was written."""
        method = str(self.request.method)
        is_known = method.lower() in self.http_method_names
        handler = getattr(self, method.lower(), self.http_method_not_allowed) if is_known else None
        whole: AbstractContextManager[Any] = nullcontext()
        if method not in SAFE and method not in self.alone:
            whole = transaction.atomic()
        try:
            with self.room(), whole:
                response = (handler or self.http_method_not_allowed)(self.request, *self.args, **self.kwargs)
        except Exception as error:
            response = self.handle_exception(error)
        return self._finished(response)

    def _finished(self, response: Response) -> HttpResponse:
        self.response = self.finalize_response(self.request, response, *self.args, **self.kwargs)
        return self.response.render()

    def room(self) -> AbstractContextManager[Any]:
        """Where the handler runs: in public, or inside a vendor."""
        return nullcontext()

    def actor_key(self) -> str:
        """Whose idempotency keys these are."""
        token = self.request.auth
        return f"token:{token.public_id}" if token is not None else f"at:{self.request.META.get('REMOTE_ADDR', '')}"

    def actor(self) -> Actor:
        """Who acts, for operations."""
        known = str(self.request.user.public_id) if self.request.user.is_authenticated else ""
        return Actor(_KINDS[self.audience], known)

    # --- the checks before the handler, in the order of REST framework's initial() ---

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        if any("\x00" in value for value in kwargs.values() if isinstance(value, str)):
            raise Http404
        self._read_parameters()

    def get_authenticators(self) -> list[Any]:
        return [BearerToken(self.audience)]

    def perform_authentication(self, request: Request) -> None:
        """Who calls, and how often: what the token does not open is counted too, by address where it opens nothing.

        Raises:
            AuthenticationFailed, Throttled: an unusable token; a window that is used up, before anything else is asked.
        """
        try:
            super().perform_authentication(request)
        finally:
            self.rate = throttling.count(list(self.buckets()), kind=self.kind)
            throttling.require(self.rate, who=self.caller, kind=self.kind)

    def check_permissions(self, request: Request) -> None:
        """The token has the method's scope, and its person may use it still.

        Raises:
            NotAuthenticated, ScopeMissing, RoleForbids: no token, a lesser one, or a lesser person.
        """
        method = "GET" if request.method == "HEAD" else str(request.method)
        if method not in self.scopes:
            return
        scope = self.scopes[method]
        if request.auth is None and scope is not None:
            raise NotAuthenticated()
        if scope and scope not in request.auth.scopes:
            raise ScopeMissing(scope)
        self.check_person(request, scope)

    def require_scope(self, scope: str) -> None:
        """Ask more of the token than its method does.

        Raises:
            ScopeMissing: it has not got it.
        """
        if scope not in self.request.auth.scopes:
            raise ScopeMissing(scope)

    def check_person(self, request: Request, scope: str | None) -> None:
        """What the audience asks of the token's person besides."""

    def buckets(self) -> Iterable[tuple[str, str]]:
        """The windows that a request counts in: its token's or its address's."""
        token = self.request.auth
        yield ("token", str(token.pk)) if token else ("anonymous", str(self.request.META.get("REMOTE_ADDR", "")))

    def _read_parameters(self) -> None:
        method = "GET" if self.request.method == "HEAD" else str(self.request.method)
        own, shared = self.query.get(method), self.common_query
        readers = [kind(data=self.request.query_params) for kind in (shared, own) if kind is not None]
        filters = getattr(self, "filterset_class", None) if method == "GET" else None
        known = {name for reader in readers for name in reader.fields} | set(filters.base_filters if filters else ())
        faults = [
            fault(name, f"This parameter is unknown here. Known: {', '.join(sorted(known)) or 'none'}.", "unknown")
            for name in self.request.query_params
            if name not in known
        ]
        for reader in readers:
            if not reader.is_valid():
                faults += faults_of(reader.errors)
        if faults:
            raise UnusableParameters(faults)
        self.common = dict(readers[0].validated_data) if shared else {}
        self.parameters = dict(readers[-1].validated_data) if own else {}

    # --- what handlers use ---

    def read(self) -> dict[str, Any]:
        """The body, checked.

        Raises:
            ValidationError: a member is missing, unknown or unusable.
        """
        reader = self.bodies[str(self.request.method)](data=self.request.data, context=self.get_serializer_context())
        reader.is_valid(raise_exception=True)
        return dict(reader.validated_data)

    def filtered(self, rows: Any) -> Any:
        """`rows` as the endpoint's `filterset_class` narrows them.

        Raises:
            UnusableParameters: a filter's value is unusable.
        """
        filters = self.filterset_class(self.request.query_params, queryset=rows, request=self.request)
        if not filters.is_valid():
            raise UnusableParameters([fault(name, str(said[0]), "invalid") for name, said in filters.errors.items()])
        return filters.qs

    def listed(self, rows: Any, *, order: Sequence[str], row: Callable[[Any], Any] | None = None) -> Response:
        """A page of a query, in the envelope; `row` makes what the answer's serializer is given."""
        page = pagination.page_of_query(
            rows, order=order, cursor=self.parameters.get("cursor", ""), limit=self.parameters["limit"]
        )
        return self.enveloped(page, row=row)

    def enveloped(self, page: pagination.Page[Any], *, row: Callable[[Any], Any] | None = None) -> Response:
        """A page in the envelope, shown by the serializer of the answer's rows."""
        shown = self.answers["GET"][200]._declared_fields["data"].child.__class__
        rows = [row(one) for one in page.rows] if row else list(page.rows)
        data = shown(rows, many=True, context=self.get_serializer_context()).data
        return Response(pagination.envelope(self.request, page, data))

    def shown(self, value: Any, *, status: int = 200, etag: str | None = None, **headers: str) -> Response:
        """An answer in the form that `answers` promises for this method and status."""
        kind = self.answers["GET" if self.request.method == "HEAD" else str(self.request.method)][status]
        data = kind(value, context=self.get_serializer_context()).data if kind is not None else None
        found = Response(data, status=status, headers=dict(headers))
        if etag is not None:
            found["ETag"] = etag
        return found

    def require_match(self, *, current: str, representation: Mapping[str, Any]) -> None:
        """See concurrency.require_match."""
        concurrency.require_match(self.request, current=current, representation=representation)


class VendorEndpoint(Endpoint):
    """Runs inside the token's vendor. `self.vendor` is it, `self.role` the person's role in its team."""

    audience = Audience.VENDOR

    def check_person(self, request: Request, scope: str | None) -> None:
        token = request.auth
        found = vendors.membership(vendor_id=token.vendor_id, user_id=token.user_id) if token is not None else None
        if found is None or found[0].status == VendorStatus.PROVISIONING:
            raise NotAuthenticated("The token's person is no longer in the vendor's team.")
        self.vendor, self.role = found
        if scope and not vendors.allows_scope(self.role, scope):
            raise RoleForbids(scope=scope)

    def require_role(self, *roles: TeamRole) -> None:
        """Let only these roles and owners go on.

        Raises:
            RoleForbids: the person has another.
        """
        if self.role not in (TeamRole.OWNER, *roles):
            raise RoleForbids(scope=str(self.scopes[str(self.request.method)]))

    def room(self) -> AbstractContextManager[Any]:
        return tenant_context(self.vendor) if hasattr(self, "vendor") else nullcontext()

    def buckets(self) -> Iterable[tuple[str, str]]:
        yield from super().buckets()
        if self.request.auth is not None:
            yield "vendor", str(self.request.auth.vendor_id)


class StaffEndpoint(Endpoint):
    """`permissions` are Django permissions by method; the person must be of staff and have them besides the scope."""

    audience = Audience.STAFF
    permissions: ClassVar[Mapping[str, Sequence[str]]] = {}

    def check_person(self, request: Request, scope: str | None) -> None:
        user = request.user
        if not (user.is_authenticated and user.is_staff):
            raise NotAuthenticated("The token's person is no longer of the staff.")
        method = "GET" if request.method == "HEAD" else str(request.method)
        if not user.has_perms(list(self.permissions.get(method, ()))):
            raise RoleForbids(scope=str(scope))
