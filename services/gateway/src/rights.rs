//! What each route needs, and whom that lets in.
//!
//! Each endpoint of the table names its [`Needs`]; which rights a role or a
//! scope gives is in `quarterday_domain::rights`. From the two together comes,
//! for any route, who may use it: nobody whom they do not name.

use std::collections::BTreeSet;

use quarterday_domain::rights::{self, Right};
use quarterday_proto::council::Scope;
use quarterday_proto::role::CouncilRole;

use crate::problem::Problem;

/// What an asker needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: anybody may ask.
    Nothing,
    /// The token of a link that stands in the path.
    Link,
    /// A session in the council that the path names, whatever it may do.
    Session,
    /// A token that may read and that stands in the path, as calendars ask.
    Address,
    /// A right in the council that the path names.
    Right(Right),
    /// The right to run the cycle or the right to administer: what both keep.
    Office,
    /// The operator's own door.
    Operator,
}

impl Needs {
    /// The word that stands for it in the documentation.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "none",
            Self::Link => "link",
            Self::Session => "session",
            Self::Address => "address",
            Self::Right(right) => right.as_str(),
            Self::Office => "office",
            Self::Operator => "operator",
        }
    }

    /// Whom it lets in, for people.
    pub(crate) fn about(self) -> String {
        match self {
            Self::Nothing => "Anybody may ask.".to_owned(),
            Self::Link => "Needs the token of a link, which is in the path.".to_owned(),
            Self::Session => "Needs a session in the council.".to_owned(),
            Self::Address => "Needs a token that may read, which is in the path.".to_owned(),
            Self::Right(right) => format!(
                "Needs a token with the scope {}, or a session with a role of {}.",
                alternatives(scopes(right).map(Scope::as_str)),
                alternatives(roles(right).map(CouncilRole::as_str)),
            ),
            Self::Office => format!(
                "Needs a session with a role of {}.",
                alternatives(office().map(CouncilRole::as_str))
            ),
            Self::Operator => "Only at the operator's own socket.".to_owned(),
        }
    }
}

/// What somebody may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum May {
    /// What anybody may.
    Nothing,
    /// What these rights let them.
    Rights(BTreeSet<Right>),
    /// Everything.
    Everything,
}

impl May {
    pub(crate) fn of_scope(scope: Scope) -> Self {
        Self::Rights(rights::of_scope(scope).iter().copied().collect())
    }

    /// Whether a right is among them.
    pub(crate) fn has(&self, right: Right) -> bool {
        self.check(Needs::Right(right)).is_ok()
    }

    /// Whether either right of [`Needs::Office`] is among them.
    pub(crate) fn has_office(&self) -> bool {
        self.check(Needs::Office).is_ok()
    }

    /// Refuses who may not.
    pub(crate) fn check(&self, needs: Needs) -> Result<(), Problem> {
        let allowed = match (self, needs) {
            (Self::Everything, _) | (_, Needs::Nothing) => true,
            (Self::Rights(rights), Needs::Right(right)) => rights.contains(&right),
            (Self::Rights(rights), Needs::Office) => {
                OFFICE.iter().any(|right| rights.contains(right))
            }
            (Self::Rights(_), Needs::Session) => true,
            (Self::Rights(_), Needs::Operator | Needs::Link | Needs::Address)
            | (Self::Nothing, _) => false,
        };
        if allowed {
            return Ok(());
        }
        Err(Problem::forbidden(match needs {
            Needs::Right(right) => format!(
                "this needs a token with the scope {}, or a role of {}",
                alternatives(scopes(right).map(Scope::as_str)),
                alternatives(roles(right).map(CouncilRole::as_str)),
            ),
            Needs::Office => format!(
                "this needs a role of {}",
                alternatives(office().map(CouncilRole::as_str))
            ),
            _ => "only the operator of the service may do this".to_owned(),
        }))
    }
}

/// The rights any one of which [`Needs::Office`] takes.
const OFFICE: [Right; 2] = [Right::RunCycle, Right::Administer];

/// The roles that give either of them.
fn office() -> impl Iterator<Item = CouncilRole> {
    let all = CouncilRole::ALL.iter().copied();
    all.filter(|role| {
        OFFICE
            .iter()
            .any(|right| rights::of_role(*role).contains(right))
    })
}

/// The roles that give a right.
pub(crate) fn roles(right: Right) -> impl Iterator<Item = CouncilRole> {
    let all = CouncilRole::ALL.iter().copied();
    all.filter(move |role| rights::of_role(*role).contains(&right))
}

/// The scopes that give a right.
fn scopes(right: Right) -> impl Iterator<Item = Scope> {
    let all = Scope::ALL.iter().copied();
    all.filter(move |scope| rights::of_scope(*scope).contains(&right))
}

/// `` `a`, `b` or `c` ``.
fn alternatives(words: impl Iterator<Item = &'static str>) -> String {
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
        None => String::new(),
    }
}
