//! The configuration file: TOML, every key known, faults with line and column.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use quarterday_bus::jetstream::{Access, Credential, Settings};
use quarterday_proto::id::NodeId;
use quarterday_scheduler::mail::Configuration as Mail;
use serde::Deserialize;

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
    #[serde(default)]
    pub ledgers: Vec<NodeId>,
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
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8420)),
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
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("could not read the configuration {}", path.display()))?;
    toml::from_str(&text).map_err(|error| anyhow::anyhow!("{}: {error}", path.display()))
}

/// What is wrong with a configuration that could be read, each fault in words.
/// Looks at files, but connects to nothing.
pub fn faults(config: &Config) -> Vec<String> {
    let mut faults = config.mail.faults();
    if let Err(error) = tracing_subscriber::EnvFilter::try_new(&config.log.filter) {
        faults.push(format!("log.filter: {error}"));
    }
    if let Some(nats) = &config.bus.nats {
        if nats.servers.is_empty() {
            faults.push("bus.nats.servers: names no server".to_owned());
        }
        for server in &nats.servers {
            if let Err(error) = server.parse::<quarterday_bus::jetstream::ServerAddr>() {
                faults.push(format!(
                    "bus.nats.servers: `{server}` is no address: {error}"
                ));
            }
        }
        if let Err(error) = nats.settings().check() {
            faults.push(error.to_string());
        }
        if let Err(error) = nats.access() {
            faults.push(format!("{error:#}"));
        }
    }
    faults
}

impl Nats {
    /// What the bus is told of the cluster.
    pub fn settings(&self) -> Settings {
        let ledgers = if self.ledgers.is_empty() {
            vec![self.node.clone()]
        } else {
            self.ledgers.clone()
        };
        Settings {
            node: self.node.clone(),
            acknowledge: self
                .acknowledge
                .unwrap_or_else(|| Settings::majority(ledgers.len())),
            ledgers,
            replicas: self.replicas,
            may_create: self.create_streams,
        }
    }

    /// How to reach NATS, with the secrets read from their files.
    ///
    /// # Errors
    /// When a file cannot be read, or it is not clear who to be.
    pub fn access(&self) -> anyhow::Result<Access> {
        let named = [
            self.credentials_file.is_some(),
            self.nkey_file.is_some(),
            self.user.is_some(),
            self.token_file.is_some(),
        ];
        if named.iter().filter(|&&named| named).count() > 1 {
            anyhow::bail!(
                "bus.nats: name one of credentials_file, nkey_file, user and token_file, not several"
            );
        }
        let credential = if let Some(path) = &self.credentials_file {
            let text = secret("bus.nats.credentials_file", path)?;
            anyhow::ensure!(
                text.contains("BEGIN NATS USER JWT") && text.contains("BEGIN USER NKEY SEED"),
                "bus.nats.credentials_file: {} holds no JWT with its seed",
                path.display()
            );
            Credential::File(path.clone())
        } else if let Some(path) = &self.nkey_file {
            let seed = secret("bus.nats.nkey_file", path)?;
            anyhow::ensure!(
                seed.starts_with("SU"),
                "bus.nats.nkey_file: {} holds no seed of a user (it begins with SU)",
                path.display()
            );
            Credential::NKey(seed)
        } else if let Some(user) = &self.user {
            let path = self.password_file.as_ref();
            let path = path.context("bus.nats: `user` needs `password_file`")?;
            Credential::Password {
                user: user.clone(),
                password: secret("bus.nats.password_file", path)?,
            }
        } else if let Some(path) = &self.token_file {
            Credential::Token(secret("bus.nats.token_file", path)?)
        } else if self.password_file.is_some() {
            anyhow::bail!("bus.nats: `password_file` needs `user`");
        } else {
            Credential::None
        };
        let client_certificate = match (&self.certificate_file, &self.key_file) {
            (Some(certificate), Some(key)) => {
                readable("bus.nats.certificate_file", certificate)?;
                readable("bus.nats.key_file", key)?;
                Some((certificate.clone(), key.clone()))
            }
            (None, None) => None,
            _ => anyhow::bail!("bus.nats: `certificate_file` and `key_file` go together"),
        };
        if let Some(path) = &self.ca_file {
            readable("bus.nats.ca_file", path)?;
        }
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

fn secret(key: &str, path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("{key}: could not read {}", path.display()))?;
    Ok(text.trim().to_owned())
}

fn readable(key: &str, path: &Path) -> anyhow::Result<()> {
    std::fs::File::open(path)
        .map(drop)
        .with_context(|| format!("{key}: could not read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Config {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn a_node_alone_needs_little() {
        let config = parsed("[bus.nats]\nservers = ['nats://127.0.0.1:4222']\nnode = 'a'\n");
        assert_eq!(faults(&config), Vec::<String>::new());
        let settings = config.bus.nats.unwrap().settings();
        assert_eq!((settings.acknowledge, settings.replicas), (1, 1));
        assert!(settings.counts());
    }

    #[test]
    fn each_fault_is_named() {
        let check = |text: &str, expected: &str| {
            let faults = faults(&parsed(text));
            assert_eq!(faults.len(), 1, "{faults:?}");
            assert!(faults[0].contains(expected), "{faults:?}");
        };
        let nats = |more: &str| format!("[bus.nats]\nservers = ['nats://h']\nnode = 'a'\n{more}");
        check("[log]\nfilter = 'a=b=c'", "log.filter");
        check("[mail.smtp]\nhost = 'h'", "mail.from");
        check("[bus.nats]\nservers = []\nnode = 'a'", "names no server");
        check("[bus.nats]\nservers = ['h:x']\nnode = 'a'", "`h:x`");
        check(
            &nats("ledgers = ['a', 'b', 'c']\nacknowledge = 1"),
            "majority",
        );
        check(&nats("replicas = 9"), "1 to 5");
        check(&nats("user = 'u'"), "password_file");
        check(&nats("token_file = '/nowhere/token'"), "/nowhere/token");
        check(&nats("token_file = 't'\nnkey_file = 'n'"), "not several");
        check(&nats("password_file = 'p'"), "needs `user`");
        check(&nats("nkey_file = 'Cargo.toml'"), "begins with SU");
        check(&nats("credentials_file = 'Cargo.toml'"), "no JWT");
        check(&nats("certificate_file = 'c'"), "go together");
        check(&nats("ca_file = '/nowhere/ca'"), "/nowhere/ca");
    }

    #[test]
    fn an_unknown_key_is_refused_with_its_line() {
        let error = toml::from_str::<Config>("[bus.nats]\nservers = []\nnode = 'a'\nreplica = 1");
        let error = error.unwrap_err().to_string();
        assert!(
            error.contains("line 4") && error.contains("replica"),
            "{error}"
        );
    }
}
