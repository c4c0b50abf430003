//! The configuration file: TOML, every key known, faults with line and column.

mod faults;
mod openid;
mod whole;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use quarterday_bus::jetstream::{Access, Credential, Settings};
use quarterday_gateway::{Limits, Network};
use quarterday_proto::id::NodeId;
use quarterday_scheduler::mail::Configuration as Mail;
use serde::Deserialize;

use faults::Open;
pub use faults::{faults, remarks};
pub use openid::{GroupRoles, OpenId};

const KILOBYTE: usize = 1 << 10;

/// What a node is told.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Config {
    /// The data folder.
    pub data: PathBuf,
    /// The folder of the keys that checkpoints are signed by; `keys` in the data
    /// folder if it is not named.
    pub keys: Option<PathBuf>,
    /// The HTTP service.
    pub http: Http,
    /// What carries commits.
    pub bus: Bus,
    /// What is logged.
    pub log: Log,
    /// What is mailed, and how.
    pub mail: Mail,
    /// The OpenID providers that people sign in by.
    pub openid: Vec<OpenId>,
}

/// What carries commits: this process and its disk, or NATS.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Bus {
    /// NATS JetStream; without it, the embedded bus.
    pub nats: Option<Nats>,
}

/// NATS JetStream as the bus.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nats {
    /// Addresses of servers, for example `nats://127.0.0.1:4222` or
    /// `tls://nats.example:4222`.
    pub servers: Vec<String>,
    /// The name of this node, another on each: `[a-z0-9-]{1,32}`.
    pub node: NodeId,
    /// The nodes whose ledgers count for acknowledgement, the same on all; this
    /// node alone if none are named.
    pub ledgers: Option<Vec<NodeId>>,
    /// How many of them must have a commit on disk before it is acknowledged: a
    /// majority if it is not said.
    pub acknowledge: Option<usize>,
    /// How many servers keep a copy of each stream.
    #[serde(default = "one")]
    pub replicas: usize,
    /// Whether this node may make streams; else an operator does.
    #[serde(default)]
    pub create_streams: bool,
    /// A `.creds` file: JWT and nkey seed.
    pub credentials_file: Option<PathBuf>,
    /// A file with an nkey seed.
    pub nkey_file: Option<PathBuf>,
    /// A user; the password is in `password_file`.
    pub user: Option<String>,
    /// A file with the user's password.
    pub password_file: Option<PathBuf>,
    /// A file with a token.
    pub token_file: Option<PathBuf>,
    /// Certificates to trust beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// The certificate that this node shows, PEM.
    pub certificate_file: Option<PathBuf>,
    /// The key of that certificate, PEM.
    pub key_file: Option<PathBuf>,
    /// Whether to refuse a connection without TLS.
    #[serde(default)]
    pub require_tls: bool,
}

fn one() -> usize {
    1
}

/// The HTTP service.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Http {
    /// Address to listen on.
    pub listen: SocketAddr,
    /// What the links in mails begin with, for example
    /// `https://quarterday.council.example`; else the address that is listened on.
    pub public_url: Option<String>,
    /// Proxies in front of this service: addresses, or networks such as
    /// `10.0.0.0/8`. What they say of whom they ask for is believed.
    pub trusted_proxies: Vec<Network>,
    /// How often one may sign in, and how large a request may be.
    pub limits: HttpLimits,
}

/// How often one may sign in, and how large a request may be. More than that is
/// answered with 429 and a time to come back, or with 413.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HttpLimits {
    /// Sign-ins that are begun in a minute, by anybody.
    pub sign_ins_per_minute: u32,
    /// Those that are begun in a minute from one address.
    pub sign_ins_per_client: u32,
    /// Links that are opened in a minute from one address.
    pub links_per_client: u32,
    /// Links to sign in by that are asked for in 15 minutes for one person.
    pub links_per_person: u32,
    /// The largest request that imports no files.
    pub body_kilobytes: u32,
}

impl Default for HttpLimits {
    fn default() -> Self {
        let limits = Limits::default();
        Self {
            sign_ins_per_minute: limits.sign_ins_per_minute,
            sign_ins_per_client: limits.sign_ins_per_client,
            links_per_client: limits.links_per_client,
            links_per_person: limits.links_per_person,
            body_kilobytes: u32::try_from(limits.body_bytes / KILOBYTE).unwrap_or(u32::MAX),
        }
    }
}

impl Http {
    /// The limits as the gateway takes them.
    pub fn limits(&self) -> Limits {
        let own = &self.limits;
        Limits {
            sign_ins_per_minute: own.sign_ins_per_minute,
            sign_ins_per_client: own.sign_ins_per_client,
            links_per_client: own.links_per_client,
            links_per_person: own.links_per_person,
            body_bytes: own.body_kilobytes as usize * KILOBYTE,
            trusted_proxies: self.trusted_proxies.clone(),
        }
    }
}

/// What is logged.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Log {
    /// Filter in the syntax of `tracing`, for example `info,quarterday_bus=debug`.
    pub filter: String,
    /// Whether lines are JSON.
    pub json: bool,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("data"),
            keys: None,
            http: Http::default(),
            bus: Bus::default(),
            log: Log::default(),
            mail: Mail::default(),
            openid: Vec::new(),
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8420)),
            public_url: None,
            trusted_proxies: Vec::new(),
            limits: HttpLimits::default(),
        }
    }
}

impl Default for Log {
    fn default() -> Self {
        Self {
            filter: "info".to_owned(),
            json: false,
        }
    }
}

/// Reads a configuration file, or gives the defaults for none.
///
/// # Errors
/// When it cannot be read, or says something unknown or wrong.
pub fn read(path: Option<&Path>) -> anyhow::Result<Config> {
    let Some(path) = path else {
        return Ok(Config::default());
    };
    match read_whole(path)? {
        (Some(config), faults) if faults.is_empty() => Ok(config),
        (_, faults) => anyhow::bail!("{}", listed(path, &faults)),
    }
}

/// Reads a configuration file to its end: what it says, where all of it could be
/// read or passed over, and each fault with its line.
///
/// # Errors
/// When the file cannot be read.
pub fn read_whole(path: &Path) -> anyhow::Result<(Option<Config>, Vec<String>)> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("could not read the configuration {}", path.display()))?;
    Ok(whole::read(&text))
}

/// The faults of a file, each on a line of its own.
pub fn listed(path: &Path, faults: &[String]) -> String {
    let path = path.display();
    match faults {
        [fault] => format!("{path}: {fault}"),
        faults => format!("{path}:\n  {}", faults.join("\n  ")),
    }
}

impl Nats {
    /// What the bus is told of the cluster.
    pub fn settings(&self) -> Settings {
        let alone = || vec![self.node.clone()];
        let ledgers = self.ledgers.clone().unwrap_or_else(alone);
        Settings {
            node: self.node.clone(),
            acknowledge: self
                .acknowledge
                .unwrap_or_else(|| Settings::majority(ledgers.len())),
            ledgers,
            replicas: self.replicas,
            may_create: self.create_streams,
            is_found: false,
        }
    }

    /// How to reach NATS, with the secrets read from their files.
    ///
    /// # Errors
    /// When a file cannot be read, or it is not clear who to be: all of it.
    pub fn access(&self) -> anyhow::Result<Access> {
        let mut faults = faults::of_credential(self, Open::Allowed);
        faults.extend(faults::of_certificates(self, Open::Allowed));
        anyhow::ensure!(faults.is_empty(), "{}", faults.join("; "));
        let credential = if let Some(path) = &self.credentials_file {
            Credential::File(path.clone())
        } else if let Some(path) = &self.nkey_file {
            Credential::NKey(secret(path)?)
        } else if let (Some(user), Some(path)) = (&self.user, &self.password_file) {
            Credential::Password {
                user: user.clone(),
                password: secret(path)?,
            }
        } else if let Some(path) = &self.token_file {
            Credential::Token(secret(path)?)
        } else {
            Credential::None
        };
        let client_certificate = self.certificate_file.clone().zip(self.key_file.clone());
        Ok(Access {
            servers: self.servers.clone(),
            name: format!("quarterday {}", self.node),
            credential,
            root_certificates: self.ca_file.clone(),
            client_certificate,
            require_tls: self.require_tls,
        })
    }
}

fn secret(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path);
    let text = text.with_context(|| format!("could not read {}", path.display()))?;
    Ok(text.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_alone_counts_for_itself() {
        let config = "[bus.nats]\nservers = ['nats://127.0.0.1:4222']\nnode = 'a'\n";
        let config: Config = toml::from_str(config).unwrap();
        let settings = config.bus.nats.unwrap().settings();
        assert_eq!((settings.acknowledge, settings.replicas), (1, 1));
        assert!(settings.counts());
    }
}
