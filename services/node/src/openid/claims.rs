//! What a token says, once it is known to be the provider's.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::Timestamp;
use quarterday_gateway::limits::EMAIL_CHARS_MAX;
use quarterday_gateway::{Unvouched, Vouched};
use quarterday_proto::session::{Account, GroupsSaid};
use serde_json::{Map, Value};

use crate::config::OpenId;

type Claims = Map<String, Value>;

/// Whom a token vouches for. Its signature was checked before.
pub(super) fn read(token: &str, settings: &OpenId, now: Timestamp) -> Result<Vouched, Unvouched> {
    let unreadable = || Unvouched::Untrusted("the ID token has no claims".to_owned());
    let body = token.split('.').nth(1).ok_or_else(unreadable)?;
    let body = URL_SAFE_NO_PAD.decode(body).map_err(|_| unreadable())?;
    let claims = serde_json::from_slice(&body).map_err(|_| unreadable())?;
    vouched(&claims, settings, now)
}

fn vouched(claims: &Claims, settings: &OpenId, now: Timestamp) -> Result<Vouched, Unvouched> {
    let skew = i64::from(settings.clock_skew_seconds);
    let begins = claims.get("nbf").and_then(Value::as_i64);
    if begins.is_some_and(|begins| begins > now.as_second() + skew) {
        return Err(Unvouched::Untrusted(
            "the ID token is not valid yet".to_owned(),
        ));
    }
    let tenant = text(claims, "tid");
    if settings.tenant.is_some() && settings.tenant.as_deref() != tenant {
        return Err(Unvouched::OtherTenant);
    }
    let subject = text(claims, "sub");
    let subject =
        subject.ok_or_else(|| Unvouched::Untrusted("the ID token names nobody".into()))?;
    let account = match (tenant, text(claims, "oid")) {
        // `sub` is another for each service of a tenant, `oid` is the person.
        (Some(tenant), Some(object)) => Account {
            issuer: settings.issuer.clone(),
            tenant: Some(tenant.to_owned()),
            subject: object.to_owned(),
        },
        _ => Account {
            issuer: settings.issuer.clone(),
            tenant: None,
            subject: subject.to_owned(),
        },
    };
    let addresses = settings.address_claims.iter();
    let email = addresses.filter_map(|claim| address(claims, claim)).next();
    let (groups, listed) = groups(claims, &settings.groups_claim);
    let in_any = |ids: &[String]| {
        let mut ids = ids.iter();
        ids.any(|id| listed.iter().any(|one| one.eq_ignore_ascii_case(id.trim())))
    };
    let councils = settings.councils.iter();
    let roles = councils.map(|(council, roles)| {
        let given = roles.iter().filter(|(_, ids)| in_any(ids));
        (council.clone(), given.map(|(role, _)| *role).collect())
    });
    Ok(Vouched {
        account,
        email,
        groups,
        roles: roles.collect(),
    })
}

fn text<'a>(claims: &'a Claims, name: &str) -> Option<&'a str> {
    let text = claims.get(name).and_then(Value::as_str)?.trim();
    (!text.is_empty()).then_some(text)
}

/// The address of a claim. Anybody may write any address into an account's
/// `email`: it counts where the provider has verified it.
fn address(claims: &Claims, claim: &str) -> Option<String> {
    let address = text(claims, claim)?;
    if claim == "email" && !is_said(claims, "email_verified") && !is_said(claims, "xms_edov") {
        return None;
    }
    let fits = address.contains('@') && address.chars().count() <= EMAIL_CHARS_MAX;
    fits.then(|| address.to_owned())
}

/// Whether a claim is true, in any of the ways that providers write it.
fn is_said(claims: &Claims, name: &str) -> bool {
    match claims.get(name) {
        Some(Value::Bool(said)) => *said,
        Some(Value::Number(number)) => number.as_i64() == Some(1),
        Some(Value::String(text)) => text == "true" || text == "1",
        _ => false,
    }
}

/// What is said of groups, and those that are listed. With too many for a token
/// Entra ID names a place to ask instead, or says only that there are some.
fn groups<'a>(claims: &'a Claims, claim: &str) -> (GroupsSaid, Vec<&'a str>) {
    let elsewhere = claims
        .get("_claim_names")
        .and_then(|names| names.get(claim));
    if elsewhere.is_some() || is_said(claims, "hasgroups") {
        return (GroupsSaid::TooMany, Vec::new());
    }
    match claims.get(claim) {
        Some(Value::Array(all)) => {
            let all = all.iter().filter_map(Value::as_str);
            (GroupsSaid::Listed, all.collect())
        }
        Some(Value::String(one)) => (GroupsSaid::Listed, vec![one.as_str()]),
        _ => (GroupsSaid::Nothing, Vec::new()),
    }
}

#[cfg(test)]
mod tests {
    use quarterday_proto::role::CouncilRole;
    use serde_json::json;

    use super::*;

    fn settings(more: &str) -> OpenId {
        let text = format!(
            "issuer = 'https://login.example'\n{more}\n[councils.rochdale]\n\
             auditor = ['5A-1', '5a-2']\nadministrator = ['5a-3']\n[councils.derby]\n"
        );
        toml::from_str(&text).unwrap()
    }

    fn said(claims: Value, more: &str) -> Result<Vouched, Unvouched> {
        let now = "2021-10-01T09:00:00Z".parse().unwrap();
        let claims = URL_SAFE_NO_PAD.encode(claims.to_string());
        read(&format!("e30.{claims}.x"), &settings(more), now)
    }

    #[test]
    fn an_account_is_its_object_in_its_tenant_or_its_subject() {
        let check = |claims: Value, tenant: Option<&str>, subject: &str| {
            let account = said(claims, "").unwrap().account;
            assert_eq!(account.issuer, "https://login.example");
            assert_eq!(
                (account.tenant.as_deref(), &*account.subject),
                (tenant, subject)
            );
        };
        check(
            json!({ "sub": "s", "tid": "t", "oid": "o" }),
            Some("t"),
            "o",
        );
        check(json!({ "sub": "s", "tid": "t" }), None, "s");
        check(json!({ "sub": "s", "oid": "o" }), None, "s");
        let nobody = said(json!({ "tid": "t" }), "");
        assert!(matches!(nobody, Err(Unvouched::Untrusted(_))));
    }

    #[test]
    fn tokens_of_other_tenants_and_of_later_are_refused() {
        let check = |claims: Value, expected: Result<(), Unvouched>| {
            let said = said(claims, "tenant = 't'").map(|_| ());
            assert_eq!(said, expected);
        };
        check(json!({ "sub": "s", "tid": "t", "oid": "o" }), Ok(()));
        check(
            json!({ "sub": "s", "tid": "u" }),
            Err(Unvouched::OtherTenant),
        );
        check(json!({ "sub": "s" }), Err(Unvouched::OtherTenant));
        let second = "2021-10-01T09:00:00Z"
            .parse::<Timestamp>()
            .unwrap()
            .as_second();
        check(
            json!({ "sub": "s", "tid": "t", "nbf": second + 60 }),
            Ok(()),
        );
        let early = Unvouched::Untrusted("the ID token is not valid yet".to_owned());
        check(
            json!({ "sub": "s", "tid": "t", "nbf": second + 61 }),
            Err(early),
        );
    }

    #[test]
    fn an_address_counts_where_it_is_vouched_for() {
        let check = |claims: Value, more: &str, email: Option<&str>| {
            let mut all = json!({ "sub": "s" });
            all.as_object_mut()
                .unwrap()
                .extend(claims.as_object().unwrap().clone());
            let found = said(all, more).unwrap().email;
            assert_eq!(found.as_deref(), email, "{claims}");
        };
        let a = "a@b.example";
        check(json!({ "email": a }), "", None);
        check(json!({ "email": a, "email_verified": false }), "", None);
        check(json!({ "email": a, "email_verified": true }), "", Some(a));
        check(json!({ "email": a, "email_verified": "true" }), "", Some(a));
        check(json!({ "email": a, "xms_edov": 1 }), "", Some(a));
        check(json!({ "preferred_username": a }), "", None);
        let upn = "address_claims = ['preferred_username', 'email']";
        check(json!({ "preferred_username": a }), upn, Some(a));
        check(json!({ "preferred_username": "anna" }), upn, None);
        let both = json!({ "preferred_username": "anna", "email": a, "email_verified": true });
        check(both, upn, Some(a));
    }

    #[test]
    fn groups_give_roles_and_too_many_say_so() {
        let check = |claims: Value, groups: GroupsSaid, roles: &[CouncilRole]| {
            let vouched = said(claims, "").unwrap();
            let given = &vouched.roles[&"rochdale".parse().unwrap()];
            assert_eq!(vouched.groups, groups);
            assert_eq!(given.iter().copied().collect::<Vec<_>>(), roles);
            assert!(vouched.roles[&"derby".parse().unwrap()].is_empty());
        };
        use CouncilRole::{Administrator, Auditor};
        check(json!({ "sub": "s" }), GroupsSaid::Nothing, &[]);
        check(json!({ "sub": "s", "groups": [] }), GroupsSaid::Listed, &[]);
        check(
            json!({ "sub": "s", "groups": ["5a-1", "x"] }),
            GroupsSaid::Listed,
            &[Auditor],
        );
        check(
            json!({ "sub": "s", "groups": ["5a-2", "5A-3"] }),
            GroupsSaid::Listed,
            &[Auditor, Administrator],
        );
        check(
            json!({ "sub": "s", "groups": "5a-1" }),
            GroupsSaid::Listed,
            &[Auditor],
        );
        let elsewhere = json!({ "sub": "s", "_claim_names": { "groups": "src1" } });
        check(elsewhere, GroupsSaid::TooMany, &[]);
        check(
            json!({ "sub": "s", "hasgroups": true }),
            GroupsSaid::TooMany,
            &[],
        );
    }
}
