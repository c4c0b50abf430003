//! Refusals for lack of a right, recorded without filling a log.
//!
//! The first of somebody at a route is recorded at once. Those that follow within
//! a minute are counted, and recorded together when it is over.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::http::StatusCode;
use jiff::Timestamp;
use quarterday_proto::command::{Command, RecordRefusals};
use quarterday_proto::id::{CouncilId, PersonId, TokenId};
use tracing::Instrument as _;

use crate::Tenant;
use crate::access::Who;
use crate::call::send_as_anybody;
use crate::endpoint::Endpoint;
use crate::gateway::Gateway;
use crate::limits::REFUSALS_COUNTED_MAX;
use crate::problem::Problem;

/// How long refusals are counted before they are recorded together.
const COUNTED_FOR: Duration = Duration::from_secs(60);

/// Who was refused, and what.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Key {
    council: CouncilId,
    person: Option<PersonId>,
    token: Option<TokenId>,
    method: String,
    route: &'static str,
    needs: &'static str,
}

/// Those that followed the first, and when the first of them was.
type Followed = Option<(Timestamp, u64)>;

/// What is counted at the moment.
#[derive(Debug, Default)]
pub(crate) struct Denials(Mutex<HashMap<Key, Followed>>);

impl Denials {
    /// Counts one; whether it is the first, to be recorded at once.
    fn is_first(&self, key: &Key, now: Timestamp) -> bool {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(followed) = counted.get_mut(key) {
            let (since, count) = followed.unwrap_or((now, 0));
            *followed = Some((since, count + 1));
            return false;
        }
        // Beyond so many at once the log of the process has to do.
        if counted.len() >= REFUSALS_COUNTED_MAX {
            return false;
        }
        counted.insert(key.clone(), None);
        true
    }

    fn ended(&self, key: &Key) -> Followed {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.remove(key).flatten()
    }
}

/// Records that somebody who is known was refused for lack of a right; the answer
/// does not wait for it.
pub(crate) fn note(
    gateway: &Arc<Gateway>,
    tenant: Option<&Arc<Tenant>>,
    who: &Who,
    endpoint: &Endpoint,
    problem: &Problem,
) {
    if problem.status() != StatusCode::FORBIDDEN {
        return;
    }
    let Some(tenant) = tenant.cloned() else {
        return;
    };
    let person = who.actor.as_str().strip_prefix("person.");
    let person = person.and_then(|id| id.parse().ok());
    let token = who.token.as_ref().map(|holder| holder.id);
    if person.is_none() && token.is_none() {
        return;
    }
    let key = Key {
        council: tenant.id.clone(),
        person,
        token,
        method: endpoint.method.to_string(),
        route: endpoint.path,
        needs: endpoint.needs.as_str(),
    };
    let now = (gateway.surroundings.now)();
    if !gateway.denials.is_first(&key, now) {
        return;
    }
    let gateway = gateway.clone();
    let work = async move {
        record(&gateway, &tenant, &key, now, 1).await;
        tokio::time::sleep(COUNTED_FOR).await;
        if let Some((since, count)) = gateway.denials.ended(&key) {
            record(&gateway, &tenant, &key, since, count).await;
        }
    };
    tokio::spawn(work.instrument(tracing::Span::current()));
}

async fn record(gateway: &Gateway, tenant: &Tenant, key: &Key, since: Timestamp, count: u64) {
    let command = RecordRefusals {
        person: key.person,
        token: key.token,
        method: key.method.clone(),
        route: key.route.to_owned(),
        needs: key.needs.to_owned(),
        count,
        since,
    };
    let sent = send_as_anybody(gateway, tenant, Command::RecordRefusals(command)).await;
    if let Err(error) = sent {
        tracing::warn!(council = %tenant.id, %error, "a refusal was not recorded");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_is_told_and_others_are_counted() {
        let denials = Denials::default();
        let key = |number: u64| Key {
            council: "rochdale".parse().unwrap(),
            person: Some(PersonId::from_u64(number)),
            token: None,
            method: "GET".to_owned(),
            route: "/c/{council}/audit",
            needs: "audit",
        };
        let at = |second: i64| Timestamp::from_second(second).unwrap();
        assert!(denials.is_first(&key(1), at(0)));
        assert!(!denials.is_first(&key(1), at(1)));
        assert!(!denials.is_first(&key(1), at(2)));
        assert!(denials.is_first(&key(2), at(2)));
        assert_eq!(denials.ended(&key(1)), Some((at(1), 2)));
        assert_eq!(denials.ended(&key(2)), None);
        assert!(denials.is_first(&key(1), at(60)));
        for number in 0..2 * REFUSALS_COUNTED_MAX as u64 {
            denials.is_first(&key(number), at(61));
        }
        assert_eq!(denials.0.lock().unwrap().len(), REFUSALS_COUNTED_MAX);
    }
}
