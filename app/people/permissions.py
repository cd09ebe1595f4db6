"""Who may do what: one table of roles and permissions."""

from enum import StrEnum

from app.people.models import Person, Role


class Permission(StrEnum):
    """One thing that a role opens. docs/administrators/roles.md says each in words."""

    RELAY = "relay"  # hub, share kit, own relays
    READ_PUBLICATIONS = "read_publications"  # openings and stories, drafts excepted
    WRITE_OPENINGS = "write_openings"
    RUN_CAMPAIGNS = "run_campaigns"  # campaigns, and the calendar of what is planned
    WRITE_STORIES = "write_stories"  # and approve those of others
    PROPOSE_STORIES = "propose_stories"  # write one's own, for an editor to approve
    IMPORT_OPENINGS = "import_openings"  # from tables and other systems
    SEE_APPLICATIONS = "see_applications"  # hiring managers: of their own openings
    MOVE_APPLICATIONS = "move_applications"
    MATCH_NAMES = "match_names"  # say whom a candidate means by a name that fits nobody, or several
    EXPLAIN_CREDIT = "explain_credit"  # the whole evidence of a decision
    MANAGE_POLICY = "manage_policy"
    JUDGE_APPEALS = "judge_appeals"
    JUDGE_REPORTS = "judge_reports"  # of ambassadors and of whoever asked them a question
    MANAGE_PEOPLE = "manage_people"
    MANAGE_ORGANISATION = "manage_organisation"
    SEE_OPERATIONS = "see_operations"  # jobs that failed, outbox, quarantine


_EVERYONE = {Permission.RELAY, Permission.READ_PUBLICATIONS, Permission.PROPOSE_STORIES}

GRANTS: dict[Role, set[Permission]] = {
    Role.AMBASSADOR: _EVERYONE,
    Role.RECRUITER: _EVERYONE
    | {
        Permission.WRITE_OPENINGS,
        Permission.RUN_CAMPAIGNS,
        Permission.IMPORT_OPENINGS,
        Permission.SEE_APPLICATIONS,
        Permission.MOVE_APPLICATIONS,
        Permission.MATCH_NAMES,
        Permission.EXPLAIN_CREDIT,
    },
    Role.HIRING_MANAGER: _EVERYONE | {Permission.SEE_APPLICATIONS, Permission.EXPLAIN_CREDIT},
    Role.EDITOR: _EVERYONE | {Permission.WRITE_STORIES, Permission.RUN_CAMPAIGNS},
    Role.PROGRAMME_MANAGER: _EVERYONE
    | {
        Permission.RUN_CAMPAIGNS,
        Permission.MATCH_NAMES,
        Permission.EXPLAIN_CREDIT,
        Permission.MANAGE_POLICY,
        Permission.JUDGE_APPEALS,
        Permission.JUDGE_REPORTS,
    },
    Role.ADMIN: _EVERYONE
    | {
        Permission.IMPORT_OPENINGS,
        Permission.MANAGE_PEOPLE,
        Permission.MANAGE_ORGANISATION,
        Permission.SEE_OPERATIONS,
    },
    Role.AUDITOR: {
        Permission.READ_PUBLICATIONS,
        Permission.SEE_OPERATIONS,
    },
    Role.EXECUTIVE: set(),
}


def permissions_of(roles: frozenset[Role]) -> frozenset[Permission]:
    """Return what a set of roles opens together. Pure."""
    return frozenset().union(*(GRANTS[role] for role in roles))


def may(person: Person, permission: Permission) -> bool:
    """Return whether a person's roles open this."""
    return permission in permissions_of(person.roles)
