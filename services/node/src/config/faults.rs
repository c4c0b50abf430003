//! What is wrong with a configuration that could be read: all of it at once.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use quarterday_bus::jetstream::ServerAddr;
use quarterday_gateway::limits::JSON_BYTES_MAX;

use super::{Config, Http, Nats};

/// What is said of a secret that is open to others than its owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Open {
    /// It is a fault.
    Refused,
    /// Nothing: whoever runs a command by hand can read it as it is.
    Allowed,
}

/// What is wrong with a configuration that could be read, each fault in words.
/// Looks at files, but connects to nothing. No secret is in any of them.
pub fn faults(config: &Config) -> Vec<String> {
    let mut faults = config.mail.faults();
    if config.data.as_os_str().is_empty() {
        faults.push("data: names no folder".to_owned());
    }
    if config
        .keys
        .as_ref()
        .is_some_and(|keys| keys.as_os_str().is_empty())
    {
        faults.push("keys: names no folder".to_owned());
    }
    if let Err(error) = tracing_subscriber::EnvFilter::try_new(&config.log.filter) {
        faults.push(format!("log.filter: {error}"));
    }
    faults.extend(of_limits(&config.http));
    faults.extend(super::openid::faults(&config.openid));
    if let Some(nats) = &config.bus.nats {
        faults.extend(of_servers(nats));
        faults.extend(of_ledgers(nats));
        faults.extend(of_credential(nats, Open::Refused));
        faults.extend(of_certificates(nats, Open::Refused));
    }
    faults
}

/// What is in order and perhaps not meant, in words.
pub fn remarks(config: &Config) -> Vec<String> {
    let mut remarks = Vec::new();
    if let Some(nats) = &config.bus.nats
        && !nats.settings().counts()
    {
        remarks.push(format!(
            "`{}` is not among bus.nats.ledgers: this node follows, answers and forwards, but its \
             ledger does not count and it never writes",
            nats.node
        ));
    }
    if let Some(nats) = &config.bus.nats
        && nats.settings().ledgers.len() == 2
    {
        remarks.push(
            "bus.nats.ledgers names two nodes, and both are needed for anything to be acknowledged: \
             one or three are better"
                .to_owned(),
        );
    }
    if let Some(nats) = &config.bus.nats
        && nats.replicas.is_multiple_of(2)
    {
        remarks.push(format!(
            "bus.nats.replicas is {}: more than half of the copies are needed for anything to be \
             stored, so one copy less bears the loss of as many servers",
            nats.replicas
        ));
    }
    remarks
}

/// Limits that let nobody in, or take no form.
fn of_limits(http: &Http) -> Vec<String> {
    let limits = &http.limits;
    let body_most = u32::try_from(JSON_BYTES_MAX >> 10).unwrap_or(u32::MAX);
    let of = |(key, least, most, value): (&str, u32, u32, u32)| {
        let fits = (least..=most).contains(&value);
        (!fits).then(|| format!("http.limits.{key}: {least} to {most}"))
    };
    [
        (
            "sign_ins_per_minute",
            1,
            100_000,
            limits.sign_ins_per_minute,
        ),
        (
            "sign_ins_per_client",
            1,
            100_000,
            limits.sign_ins_per_client,
        ),
        ("links_per_client", 1, 100_000, limits.links_per_client),
        ("links_per_person", 1, 1_000, limits.links_per_person),
        ("body_kilobytes", 64, body_most, limits.body_kilobytes),
    ]
    .into_iter()
    .filter_map(of)
    .collect()
}

fn of_servers(nats: &Nats) -> Vec<String> {
    let mut faults = Vec::new();
    if nats.servers.is_empty() {
        faults.push("bus.nats.servers: names no server".to_owned());
    }
    for server in &nats.servers {
        // What stands before the @ is a secret.
        let shown = server
            .rsplit_once('@')
            .map_or(server.as_str(), |(_, host)| host);
        if shown.len() != server.len() {
            faults.push(format!(
                "bus.nats.servers: the address of `{shown}` has a user, password or token in it, \
                 which would be shown in logs: name `user` and `password_file`, or `token_file`"
            ));
        } else if !server.contains("://") && server.contains('/') {
            faults.push(format!(
                "bus.nats.servers: `{server}` is no address: write `nats://` or `tls://` before \
                 the host"
            ));
        } else if let Err(error) = server.parse::<ServerAddr>() {
            faults.push(format!(
                "bus.nats.servers: `{server}` is no address: {error}"
            ));
        }
    }
    faults
}

fn of_ledgers(nats: &Nats) -> Vec<String> {
    if nats.ledgers.as_ref().is_some_and(Vec::is_empty) {
        return vec![
            "bus.nats.ledgers: names no node; leave the key out for this node alone".to_owned(),
        ];
    }
    nats.settings().faults()
}

/// What is wrong with who this node is to be.
pub(super) fn of_credential(nats: &Nats, open: Open) -> Vec<String> {
    let mut faults = Vec::new();
    let kinds = [
        ("credentials_file", nats.credentials_file.is_some()),
        ("nkey_file", nats.nkey_file.is_some()),
        ("user", nats.user.is_some()),
        ("token_file", nats.token_file.is_some()),
    ];
    let named = kinds
        .iter()
        .filter(|(_, named)| *named)
        .map(|(key, _)| *key);
    let named: Vec<_> = named.collect();
    if named.len() > 1 {
        faults.push(format!(
            "bus.nats: name one of credentials_file, nkey_file, user and token_file, not several: \
             {} are named",
            named.join(" and ")
        ));
    }
    match (&nats.user, &nats.password_file) {
        (Some(_), None) => faults.push("bus.nats: `user` needs `password_file`".to_owned()),
        (None, Some(_)) => faults.push("bus.nats: `password_file` needs `user`".to_owned()),
        _ => {}
    }
    let secret = open == Open::Refused;
    let mut check = |key: &str, path: Option<&Path>, holds: fn(&str) -> bool, what: &str| {
        let key = format!("bus.nats.{key}");
        faults.extend(path.and_then(|path| of_file(&key, path, secret, holds, what)));
    };
    check(
        "credentials_file",
        nats.credentials_file.as_deref(),
        |text| text.contains("BEGIN NATS USER JWT") && text.contains("BEGIN USER NKEY SEED"),
        "JWT with its seed",
    );
    check(
        "nkey_file",
        nats.nkey_file.as_deref(),
        is_user_seed,
        "seed of a user (SU and 56 more of A-Z and 2-7)",
    );
    let some = |text: &str| !text.trim().is_empty();
    check(
        "password_file",
        nats.password_file.as_deref(),
        some,
        "password",
    );
    check("token_file", nats.token_file.as_deref(), some, "token");
    faults
}

/// Whether a text is the seed of a user's nkey, as far as its form tells.
fn is_user_seed(text: &str) -> bool {
    let seed = text.trim();
    let is_base32 = |byte: u8| byte.is_ascii_uppercase() || (b'2'..=b'7').contains(&byte);
    seed.starts_with("SU") && seed.len() == 58 && seed.bytes().all(is_base32)
}

/// What is wrong with the certificates.
pub(super) fn of_certificates(nats: &Nats, open: Open) -> Vec<String> {
    let mut faults = Vec::new();
    if nats.certificate_file.is_some() != nats.key_file.is_some() {
        faults.push("bus.nats: `certificate_file` and `key_file` go together".to_owned());
    }
    let certificate = |text: &str| text.contains("-----BEGIN CERTIFICATE-----");
    let key = |text: &str| text.contains("PRIVATE KEY-----");
    for (name, path, secret, holds, what) in [
        (
            "ca_file",
            &nats.ca_file,
            false,
            certificate as fn(&str) -> bool,
            "certificate",
        ),
        (
            "certificate_file",
            &nats.certificate_file,
            false,
            certificate,
            "certificate",
        ),
        (
            "key_file",
            &nats.key_file,
            open == Open::Refused,
            key,
            "private key",
        ),
    ] {
        let path = path.as_deref();
        let key = format!("bus.nats.{name}");
        faults.extend(path.and_then(|path| of_file(&key, path, secret, holds, what)));
    }
    faults
}

/// What is wrong with a file that a key names.
pub(super) fn of_file(
    key: &str,
    path: &Path,
    for_owner: bool,
    holds: fn(&str) -> bool,
    what: &str,
) -> Option<String> {
    let shown = path.display();
    let fault = |text: String| Some(format!("{key}: {text}"));
    let text = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) => return fault(format!("could not read {shown}: {error}")),
    };
    if !holds(&text) {
        return fault(format!("{shown} holds no {what}"));
    }
    if for_owner && let Some(others) = open_to(path) {
        return fault(format!(
            "{shown} holds a secret and is open to {others}: chmod 600 {shown}"
        ));
    }
    None
}

/// To whom a file is open that only its owner should be able to read. One that
/// belongs to someone else, as mounted secrets do, is read by way of the group.
fn open_to(path: &Path) -> Option<&'static str> {
    let file = std::fs::metadata(path).ok()?;
    let own = std::fs::metadata("/proc/self").ok().map(|own| own.uid());
    if file.mode() & 0o007 != 0 {
        return Some("everyone");
    }
    (file.mode() & 0o070 != 0 && own == Some(file.uid())).then_some("its group")
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let faults = faults(&toml::from_str(text).unwrap());
        assert_eq!(faults.len(), expected.len(), "{text}: {faults:?}");
        for (fault, expected) in faults.iter().zip(expected) {
            assert!(fault.contains(expected), "{expected}: {faults:?}");
        }
    }

    fn nats(more: &str) -> String {
        format!("[bus.nats]\nservers = ['nats://h']\nnode = 'a'\n{more}")
    }

    #[test]
    fn a_node_alone_needs_little() {
        check(&nats(""), &[]);
    }

    #[test]
    fn each_fault_is_named() {
        check(
            "data = ''\nkeys = ''",
            &["data: names no", "keys: names no"],
        );
        check(
            "[http.limits]\nsign_ins_per_client = 0\nbody_kilobytes = 20000",
            &["sign_ins_per_client: 1 to", "body_kilobytes: 64 to 16384"],
        );
        check("[log]\nfilter = 'a=b=c'", &["log.filter"]);
        check("[mail.smtp]\nhost = 'h'", &["mail.from"]);
        check("[bus.nats]\nservers = []\nnode = 'a'", &["names no server"]);
        check(
            "[bus.nats]\nservers = ['h:x', 'i:y']\nnode = 'a'",
            &["`h:x`", "`i:y`"],
        );
        let text = "[bus.nats]\nservers = ['nats//h', 'h/x', 'h:4222']\nnode = 'a'";
        check(text, &["`nats//h` is no address", "`h/x` is no address"]);
        check(&nats("ledgers = []"), &["names no node"]);
        check(
            &nats("ledgers = ['a', 'b', 'c']\nacknowledge = 1\nreplicas = 9"),
            &["majority", "1 to 5"],
        );
        check(&nats("ledgers = ['a', 'a']"), &["twice"]);
        check(&nats("user = 'u'"), &["needs `password_file`"]);
        check(
            &nats("password_file = '/nowhere/p'"),
            &["needs `user`", "/nowhere/p"],
        );
        check(
            &nats("certificate_file = '/nowhere/c'"),
            &["go together", "/nowhere/c"],
        );
        check(
            &nats("ca_file = '/nowhere/ca'\ntoken_file = '/nowhere/t'\nnkey_file = '/nowhere/n'"),
            &[
                "nkey_file and token_file are named",
                "/nowhere/n",
                "/nowhere/t",
                "/nowhere/ca",
            ],
        );
        for (key, expected) in [
            ("nkey_file", "no seed of a user"),
            ("credentials_file", "no JWT"),
            ("ca_file", "no certificate"),
        ] {
            check(&nats(&format!("{key} = 'Cargo.toml'")), &[expected]);
        }
    }

    #[test]
    fn no_secret_is_shown() {
        let text = "[bus.nats]\nservers = ['nats://me:hunter2@h:4222']\nnode = 'a'";
        let faults = faults(&toml::from_str(text).unwrap());
        assert!(faults[0].contains("`h:4222`"), "{faults:?}");
        assert!(!faults[0].contains("hunter2"), "{faults:?}");
    }

    #[test]
    fn a_secret_is_for_its_owner_alone() {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), "secret\n").unwrap();
        let text = nats(&format!("token_file = '{}'", file.path().display()));
        for (mode, expected) in [
            (0o600, &[][..]),
            (0o400, &[]),
            (0o640, &["its group"]),
            (0o604, &["everyone"]),
        ] {
            let mode = std::fs::Permissions::from_mode(mode);
            std::fs::set_permissions(file.path(), mode).unwrap();
            check(&text, expected);
        }
        std::fs::write(file.path(), " \n").unwrap();
        check(&text, &["no token"]);
    }

    #[test]
    fn an_nkey_is_a_whole_seed() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mode = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(file.path(), mode).unwrap();
        let text = nats(&format!("nkey_file = '{}'", file.path().display()));
        let seed = format!("SU{}", "AB27".repeat(14));
        for (seed, expected) in [
            (seed.clone(), &[][..]),
            (format!("{seed}\n"), &[]),
            (seed[..57].to_owned(), &["no seed of a user"]),
            (seed.replace('7', "1"), &["no seed of a user"]),
            (seed.replace("SU", "UA"), &["no seed of a user"]),
        ] {
            std::fs::write(file.path(), seed).unwrap();
            check(&text, expected);
        }
    }

    #[test]
    fn what_bears_no_more_loss_is_remarked_on() {
        let remarks = |more: &str| remarks(&toml::from_str(&nats(more)).unwrap());
        assert_eq!(remarks("replicas = 3"), Vec::<String>::new());
        for replicas in [2, 4] {
            let remarks = remarks(&format!("replicas = {replicas}"));
            assert!(remarks[0].contains("bus.nats.replicas is"), "{remarks:?}");
        }
        assert!(remarks("ledgers = ['a', 'b']")[0].contains("two nodes"));
    }

    #[test]
    fn a_node_that_does_not_count_is_remarked_on() {
        let remarks = |more: &str| remarks(&toml::from_str(&nats(more)).unwrap());
        assert_eq!(remarks("ledgers = ['a', 'b', 'c']"), Vec::<String>::new());
        assert!(remarks("ledgers = ['b', 'c', 'd']")[0].contains("`a`"));
    }
}
