//! OpenID providers: who vouches for a council's people, and which roles groups
//! give.

use std::collections::BTreeMap;
use std::path::PathBuf;

use openidconnect::url::{Host, Url};
use quarterday_proto::id::CouncilId;
use quarterday_proto::role::CouncilRole;
use serde::Deserialize;

use super::faults::of_file;

/// How far clocks may be apart at most, in seconds.
const CLOCK_SKEW_SECONDS_MAX: u32 = 300;
/// Providers of an installation.
const PROVIDERS_MAX: usize = 100;
/// Where Entra ID's issuers are.
const ENTRA: &str = "login.microsoftonline.com";

/// The groups whose members have a role, by role.
pub type GroupRoles = BTreeMap<CouncilRole, Vec<String>>;

/// An OpenID provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OpenId {
    /// What it is called in addresses and in the log: `[a-z0-9-]{1,32}`.
    pub id: String,
    /// What people know it as: `Sign in with …`.
    pub label: String,
    /// The issuer, exactly as its tokens name it.
    pub issuer: String,
    /// The tenant that tokens must name (`tid`); needed with Entra ID.
    pub tenant: Option<String>,
    /// The id that the provider gave this service.
    pub client_id: String,
    /// A file with the secret that goes with it.
    pub client_secret_file: Option<PathBuf>,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Claims that hold an address by which an account is found the first time;
    /// `email` counts where the provider says that it is verified.
    pub address_claims: Vec<String>,
    /// The claim that lists groups.
    pub groups_claim: String,
    /// Seconds that the provider's clock may be apart.
    pub clock_skew_seconds: u32,
    /// Certificates to trust beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// The councils whose people sign in by it, each with the roles that groups
    /// give.
    pub councils: BTreeMap<CouncilId, GroupRoles>,
}

impl Default for OpenId {
    fn default() -> Self {
        Self {
            id: String::new(),
            label: String::new(),
            issuer: String::new(),
            tenant: None,
            client_id: String::new(),
            client_secret_file: None,
            scopes: vec!["profile".to_owned(), "email".to_owned()],
            address_claims: vec!["email".to_owned()],
            groups_claim: "groups".to_owned(),
            clock_skew_seconds: 60,
            ca_file: None,
            councils: BTreeMap::new(),
        }
    }
}

/// What is wrong with the providers.
pub(super) fn faults(all: &[OpenId]) -> Vec<String> {
    let mut faults = Vec::new();
    if all.len() > PROVIDERS_MAX {
        faults.push(format!("openid: more than {PROVIDERS_MAX} providers"));
    }
    for (index, provider) in all.iter().enumerate() {
        if all[..index].iter().any(|before| before.id == provider.id) {
            faults.push(format!("openid: two are called `{}`", provider.id));
        }
        let whose = if provider.id.is_empty() {
            format!("openid ({})", index + 1)
        } else {
            format!("openid ({})", provider.id)
        };
        let of = of_one(provider).into_iter();
        faults.extend(of.map(|fault| format!("{whose}: {fault}")));
    }
    faults
}

fn of_one(provider: &OpenId) -> Vec<String> {
    let mut faults = Vec::new();
    let mut fault = |text: &str| faults.push(text.to_owned());
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    if !(1..=32).contains(&provider.id.len()) || !provider.id.bytes().all(fits) {
        fault("id: 1 to 32 of a-z, 0-9 and -");
    }
    for (key, text) in [
        ("label", &provider.label),
        ("client_id", &provider.client_id),
        ("groups_claim", &provider.groups_claim),
    ] {
        if text.trim().is_empty() {
            fault(&format!("{key}: is missing"));
        }
    }
    if provider.councils.is_empty() {
        fault("councils: names none: write [openid.councils.COUNCIL]");
    }
    if provider.address_claims.is_empty() {
        fault("address_claims: names none: nobody could be found the first time");
    }
    if provider.clock_skew_seconds > CLOCK_SKEW_SECONDS_MAX {
        fault(&format!(
            "clock_skew_seconds: at most {CLOCK_SKEW_SECONDS_MAX}"
        ));
    }
    if let Some(text) = of_issuer(provider) {
        fault(&text);
    }
    let some = |text: &str| !text.trim().is_empty();
    let certificate = |text: &str| text.contains("-----BEGIN CERTIFICATE-----");
    let secret = provider.client_secret_file.as_deref();
    match secret {
        None => fault("client_secret_file: is missing"),
        Some(path) => faults.extend(of_file("client_secret_file", path, true, some, "secret")),
    }
    if let Some(path) = &provider.ca_file {
        faults.extend(of_file("ca_file", path, false, certificate, "certificate"));
    }
    faults
}

/// What is wrong with an issuer: codes and secrets are for nobody on the way.
fn of_issuer(provider: &OpenId) -> Option<String> {
    let Ok(issuer) = provider.issuer.parse::<Url>() else {
        return Some("issuer: is missing, or no address".to_owned());
    };
    let is_here = match issuer.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    if issuer.scheme() != "https" && !(issuer.scheme() == "http" && is_here) {
        return Some("issuer: begins with https".to_owned());
    }
    let of_entra = issuer.host_str() == Some(ENTRA);
    let named = |tenant: &String| issuer.path().split('/').any(|part| part == tenant);
    if of_entra && !provider.tenant.as_ref().is_some_and(named) {
        return Some(format!(
            "tenant: is the id of the tenant in the issuer, https://{ENTRA}/TENANT/v2.0: an issuer \
             for several tenants vouches for people of any"
        ));
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let config: super::super::Config = toml::from_str(text).unwrap();
        let faults = faults(&config.openid);
        assert_eq!(faults.len(), expected.len(), "{text}: {faults:#?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.contains(expected), "{expected}: {faults:#?}");
        }
    }

    fn provider(id: &str, issuer: &str, more: &str, secret: &str) -> String {
        format!(
            "[[openid]]\nid = '{id}'\nlabel = 'Microsoft'\nissuer = '{issuer}'\nclient_id = 'c'\n\
             client_secret_file = '{secret}'\n{more}\n[openid.councils.rochdale]\n\
             auditor = ['5a']\n"
        )
    }

    #[test]
    fn each_fault_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "secret").unwrap();
        let secret = file.path().to_str().unwrap();
        let other = "https://login.example";
        let of = |id, issuer, more| provider(id, issuer, more, secret);
        check("", &[]);
        check(&of("a", other, ""), &[]);
        check(&of("a", "http://127.0.0.1:8080", ""), &[]);
        check(
            &of("a", "http://login.example", ""),
            &["(a): issuer: begins"],
        );
        check(&of("a", "login", ""), &["(a): issuer: is missing"]);
        check(&of("A B", other, ""), &["(A B): id: "]);
        check(&of("a", other, "clock_skew_seconds = 301"), &["clock_skew"]);
        check(&of("a", other, "address_claims = []"), &["address_claims"]);
        check(
            &of("a", other, "ca_file = '/nowhere'"),
            &["ca_file: could not"],
        );
        check(
            &[of("a", other, ""), of("a", other, "")].concat(),
            &["two are called `a`"],
        );
        let entra = format!("https://{ENTRA}/0e1f/v2.0");
        check(&of("a", &entra, ""), &["tenant: "]);
        check(&of("a", &entra, "tenant = '0e1f'"), &[]);
        let common = format!("https://{ENTRA}/common/v2.0");
        check(&of("a", &common, "tenant = '0e1f'"), &["tenant: "]);
        check(
            "[[openid]]",
            &[
                "(1): id",
                "label",
                "client_id",
                "councils",
                "issuer",
                "client_secret_file",
            ],
        );
    }
}
