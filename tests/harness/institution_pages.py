"""The pages of the provider in `institution`: discovery, keys, who are you, token, userinfo."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from authlib.integrations.django_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import ClientMixin, InvalidRequestError
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import AuthorizationCodeMixin, OpenIDCode
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import path
from django.utils.html import format_html, format_html_join
from joserfc.jwk import RSAKey

from tests.harness.institution import CLIENT_ID, CLIENT_SECRET

KEY, FOREIGN_KEY = (RSAKey.generate_key(2048, parameters={"kid": "one"}) for _ in range(2))
HOUR = 3600  # seconds


@dataclass
class Person:
    sub: str
    claims: dict

    def said(self, scope):
        named = {"profile": ("name",), "email": ("email", "email_verified")}
        names = [name for word in scope.split() for name in named.get(word, ())]
        return {"sub": self.sub} | {name: self.claims[name] for name in names if name in self.claims}


@dataclass
class Code(AuthorizationCodeMixin):
    code: str
    person: Person
    redirect_uri: str
    scope: str
    nonce: str | None
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self):
        return self.redirect_uri

    def get_scope(self):
        return self.scope

    def get_nonce(self):
        return self.nonce

    def get_auth_time(self):
        return None


class Client(ClientMixin):
    client_id = CLIENT_ID

    def get_client_id(self):
        return CLIENT_ID

    def get_default_redirect_uri(self):
        return HERE.comes_back_to

    def get_allowed_scope(self, scope):
        return " ".join(word for word in scope.split() if word in ("openid", "profile", "email"))

    def check_redirect_uri(self, redirect_uri):
        return redirect_uri == HERE.comes_back_to

    def check_client_secret(self, client_secret):
        return client_secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method, endpoint):
        return method == "client_secret_post"

    def check_response_type(self, response_type):
        return response_type == "code"

    def check_grant_type(self, grant_type):
        return grant_type == "authorization_code"


@dataclass
class Here:
    issuer: str = ""
    comes_back_to: str = ""
    people: dict = field(default_factory=dict)
    codes: dict = field(default_factory=dict)
    tokens: dict = field(default_factory=dict)


HERE = Here()


class CodeGrant(AuthorizationCodeGrant):
    TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_post"]

    def save_authorization_code(self, code, request):
        said = request.payload.data
        HERE.codes[code] = Code(
            code,
            request.user,
            said["redirect_uri"],
            request.payload.scope,
            said.get("nonce"),
            said["code_challenge"],
            said["code_challenge_method"],
        )

    def query_authorization_code(self, code, client):
        return HERE.codes.get(code)

    def delete_authorization_code(self, authorization_code):
        del HERE.codes[authorization_code.code]

    def authenticate_user(self, authorization_code):
        return authorization_code.person


class Challenge(CodeChallenge):
    SUPPORTED_CODE_CHALLENGE_METHOD = ["S256"]

    def validate_code_challenge(self, grant, redirect_uri):
        if not grant.request.payload.data.get("code_challenge"):
            raise InvalidRequestError("This institution asks for PKCE.")
        super().validate_code_challenge(grant, redirect_uri)


class Identity(OpenIDCode):
    def exists_nonce(self, nonce, request):
        return any(code.nonce == nonce for code in HERE.codes.values())

    def get_client_algorithm(self, client):
        return "RS256"

    def get_encode_header(self, client):
        return {"alg": "RS256", "kid": "one"}

    def get_client_claims(self, client):
        return {"iss": HERE.issuer, "aud": [CLIENT_ID]}

    def generate_user_info(self, user, scope):
        self.key = FOREIGN_KEY if user.claims.get("forged") else KEY
        return user.said(scope)

    def resolve_client_private_key(self, client):
        return self.key


class Server(AuthorizationServer):
    def query_client(self, client_id):
        return Client() if client_id == CLIENT_ID else None

    def save_token(self, token, request):
        HERE.tokens[token["access_token"]] = (request.user, token["scope"])


SERVER = []


def open_for(people, *, issuer, comes_back_to):
    HERE.issuer, HERE.comes_back_to = issuer, comes_back_to
    HERE.people = {sub: Person(sub, claims) for sub, claims in people.items()}
    server = Server(None, None)
    server.register_grant(CodeGrant, [Challenge(required=True), Identity()])
    SERVER.append(server)


def discovery(request):
    return JsonResponse(
        {
            "issuer": HERE.issuer,
            "authorization_endpoint": f"{HERE.issuer}/authorise",
            "token_endpoint": f"{HERE.issuer}/token",
            "userinfo_endpoint": f"{HERE.issuer}/userinfo",
            "jwks_uri": f"{HERE.issuer}/keys",
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
            "code_challenge_methods_supported": ["S256"],
        }
    )


def keys(request):
    return JsonResponse({"keys": [KEY.as_dict(private=False)]})


def authorise(request):
    """Asks who is there; leads over one more address of its own, as those do that know several houses."""
    (server,) = SERVER
    grant = server.get_consent_grant(request)
    if request.method == "GET":
        buttons = format_html_join("", '<p><button name="sub" value="{0}">{0}</button></p>', zip(HERE.people))
        page = "<!doctype html><html lang=en><title>Who are you?</title><h1>Who are you?</h1>"
        return HttpResponse(
            format_html(
                page + '<form method="post">{}<button name="sub" value="">Cancel</button></form>', buttons
            )
        )
    person = HERE.people.get(request.POST.get("sub"))
    if request.POST.get("sub") == "broken":
        told = {"error": "server_error", "state": request.GET["state"]}
        return HttpResponseRedirect(f"{HERE.comes_back_to}?{urlencode(told)}")
    return server.create_authorization_response(request, grant_user=person, grant=grant)


def token(request):
    (server,) = SERVER
    return server.create_token_response(request)


def userinfo(request):
    user, scope = HERE.tokens[request.headers["Authorization"].removeprefix("Bearer ")]
    told = user.said(scope)
    return JsonResponse(told | {"sub": user.claims.get("userinfo_sub", user.sub)})


urlpatterns = [
    path(".well-known/openid-configuration", discovery),
    path("keys", keys),
    path("authorise", authorise),
    path("token", token),
    path("userinfo", userinfo),
    path("favicon.ico", lambda request: HttpResponse(status=204)),  # browsers ask, and note a 404 as an error
]
