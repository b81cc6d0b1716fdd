"""Users sign in; memberships give them a role in an organization; employees stand at tills."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from comptoir.identity.roles import Role
from comptoir.identity.sessions import SessionStore
from comptoir.platform.fields import TenantModel, identifier, reference


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, *, email: str, name: str, password: str, language: str) -> "User":
        user = self.model(email=email.strip().lower(), name=name, language=language)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who can sign in. Users are not a tenant's: one person may serve several organizations.

    `email` is what the person signs in with: an address, or, without one, a name as `sign_in_name` writes it.
    """

    id = identifier()
    email = models.TextField(unique=True)
    name = models.TextField()
    language = models.CharField(max_length=2, default="fr")
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = UserManager()

    class Meta:
        constraints = (models.CheckConstraint(condition=models.Q(email=Lower("email")), name="user_email_lower"),)


class Membership(TenantModel):
    """A user's role in an organization; `stores`: held there only. Null: held everywhere."""

    id = identifier()
    user = reference("identity.User")
    role = models.CharField(max_length=12, choices=Role)
    stores = ArrayField(models.UUIDField(), null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["organization", "user"], name="membership_once"),)


class Employee(TenantModel):
    """Somebody who works at a till. Entries name employees by id only."""

    id = identifier()
    name = models.TextField()
    color = models.CharField(max_length=7, default="#2f6f5e")
    user = reference("identity.User", null=True, blank=True)
    is_active = models.BooleanField(default=True)


class Passkey(models.Model):
    """A key in somebody's device that signs in here, and stands for them at tills. A user's, so no tenant's.

    `count` is what the authenticator last counted. One that goes back means that a copy of the key exists: it is
    suspected from then on, and refused everywhere. Keys that live in several devices count 0 for ever.
    """

    id = identifier()
    user = models.ForeignKey("identity.User", models.PROTECT, related_name="+")
    credential_id = models.BinaryField(unique=True)
    # As the authenticator gave it (COSE), and as WebCrypto reads it (SubjectPublicKeyInfo).
    public_key = models.BinaryField()
    spki = models.BinaryField()
    algorithm = models.IntegerField()
    rp_id = models.TextField()
    label = models.TextField()
    count = models.BigIntegerField(default=0)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    suspected_at = models.DateTimeField(null=True)


class SecondFactor(models.Model):
    """The secret that a user's app makes codes from, encrypted; in use once a code has proved it. A user's own.

    `last_step` is the time step of the last code taken: none of it or before is good again.
    """

    user = models.OneToOneField("identity.User", models.PROTECT, related_name="+", primary_key=True)
    secret = models.BinaryField()
    confirmed_at = models.DateTimeField(null=True)
    last_step = models.BigIntegerField(default=0)
    tries = models.SmallIntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_second_factor"


class RecoveryCode(models.Model):
    """Stands in once for a lost phone. Kept as its hash; a user's, no tenant's."""

    id = identifier()
    user = models.ForeignKey("identity.User", models.PROTECT, related_name="+")
    code_hash = models.BinaryField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_recovery_code"


class Session(AbstractBaseSession):
    """A browser that somebody is signed in with, or is about to be: `number` names it, its key opens it."""

    number = models.UUIDField(db_index=True, default=uuid4)
    user = models.UUIDField(null=True, db_index=True)
    browser = models.TextField(default="")
    place = models.CharField(max_length=8, default="")
    made_at = models.DateTimeField()
    used_at = models.DateTimeField()

    class Meta:
        db_table = "identity_session"

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        return SessionStore


class PasswordWish(models.Model):
    """Somebody forgot a password and asked for a link; the worker looks who it is, so that asking tells nothing."""

    id = identifier()
    name = models.TextField()
    language = models.CharField(max_length=2)
    origin = models.TextField()
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()

    class Meta:
        db_table = "identity_password_wish"


class PasswordReset(models.Model):
    """A link by which somebody chooses a new password: good once, for half an hour. Kept as its hash."""

    id = identifier()
    user = models.ForeignKey("identity.User", models.PROTECT, related_name="+")
    code_hash = models.BinaryField(unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "identity_password_reset"


class SignInPolicy(TenantModel):
    """Which roles of an organization enter only with a second proof: a code, or a passkey."""

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    strict_roles = models.JSONField(default=list)

    class Meta:
        db_table = "identity_sign_in_policy"


class ApiToken(TenantModel):
    """What a program shows instead of signing in: it may do what `scopes` name (values of `Permission`) and no more.

    Only the token's SHA-256 is kept. `person` made it and answers for what is done with it.
    """

    id = identifier()
    name = models.TextField()
    token_hash = models.BinaryField()
    scopes = models.JSONField()
    person = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "identity_api_token"
        indexes = (models.Index(fields=["token_hash"], name="api_token_by_hash"),)


class Invitation(TenantModel):
    """A link by which somebody joins the back office with a role: good once, for a week. Kept as its hash."""

    id = identifier()
    name = models.TextField()
    role = models.CharField(max_length=12, choices=Role)
    stores = ArrayField(models.UUIDField(), null=True)
    employee = reference("identity.Employee", null=True)
    code_hash = models.BinaryField()
    person = models.UUIDField(null=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=["code_hash"], name="invitation_by_hash"),)


class SignOnProvider(TenantModel):
    """Where an organization's people sign in to everything else (OpenID Connect). It vouches for them here only.

    `domains`: of which e-mail addresses it may say whose they are. `group_roles`: which of its groups brings which
    role to somebody who was not here before; without one, nobody gains a right by signing in. `demands`: what its word
    must name (`acr`, or one of `amr`); empty: its word is enough.
    """

    organization = models.OneToOneField(
        "platform.Organization", models.PROTECT, related_name="+", db_constraint=False, primary_key=True
    )
    name = models.TextField()
    issuer = models.TextField()
    client_id = models.TextField()
    secret = models.BinaryField()
    domains = ArrayField(models.TextField())
    groups_claim = models.TextField(default="groups")
    group_roles = models.JSONField(default=dict)
    demands = ArrayField(models.TextField(), default=list)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table = "identity_sign_on_provider"


class SignOnLink(TenantModel):
    """Whom a provider means by one of its subjects: an address that it gives to somebody else opens nothing."""

    id = identifier()
    user = reference("identity.User")
    issuer = models.TextField()
    subject = models.TextField()
    made_at = models.DateTimeField()

    class Meta:
        db_table = "identity_sign_on_link"
        constraints = (models.UniqueConstraint(fields=["organization", "issuer", "subject"], name="sign_on_link_once"),)
