//! `[mail]` of a node's configuration.

mod faults;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use quarterday_proto::id::CouncilId;
use serde::Deserialize;

use super::{Address, Letterhead, Mailbox, ReturnPath, retry};

/// The folder of kept mails in the data folder.
const OUTBOX: &str = "outbox";

/// What a node is told about mail. Without `smtp`, mails are kept.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Configuration {
    /// Whom mails are from.
    pub from: Option<Mailbox>,
    /// Who hands them over, where that is another than `from`.
    pub sender: Option<Mailbox>,
    /// Where answers go, where that is not `from`.
    pub reply_to: Option<Mailbox>,
    /// Where bounces go; `from` if it is not said.
    pub return_path: Option<Address>,
    /// Whether each mail has a return path of its own, `name+mark@domain`.
    pub return_path_per_recipient: bool,
    /// A folder of templates that are used instead of the built-in ones.
    pub templates: Option<PathBuf>,
    /// Where mails are kept while no server is configured; `outbox` in the data
    /// folder if it is not said.
    pub outbox: Option<PathBuf>,
    /// The server that mails are handed to.
    pub smtp: Option<Smtp>,
    /// How a mail is tried again.
    pub retry: Retry,
    /// Where bounces are read.
    pub bounces: Option<Bounces>,
    /// What is different for a council.
    pub councils: BTreeMap<CouncilId, OfCouncil>,
}

/// What is different for one council.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct OfCouncil {
    /// Whom its mails are from.
    pub from: Option<Mailbox>,
    /// Who hands them over.
    pub sender: Option<Mailbox>,
    /// Where answers go.
    pub reply_to: Option<Mailbox>,
    /// Where bounces go.
    pub return_path: Option<Address>,
}

/// The server that mails are handed to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smtp {
    /// Its name; the one that its certificate shows.
    pub host: String,
    /// Its port; that of `security` if it is not said.
    pub port: Option<u16>,
    /// How the connection is encrypted.
    #[serde(default)]
    pub security: Security,
    /// Whether an unencrypted connection to another machine is allowed.
    #[serde(default)]
    pub allow_unencrypted: bool,
    /// Certificates to trust beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
    /// What this machine calls itself to the server.
    pub hello_name: Option<String>,
    /// Who to be; without it, nobody.
    pub user: Option<String>,
    /// A file with the user's password.
    pub password_file: Option<PathBuf>,
    /// How the password is sent.
    #[serde(default)]
    pub mechanism: Mechanism,
    /// Tokens instead of a password.
    pub oauth: Option<OAuth>,
    /// How many connections there are at once.
    #[serde(default = "Smtp::default_connections")]
    pub connections: usize,
    /// How many mails go over one connection.
    #[serde(default = "Smtp::default_mails_per_connection")]
    pub mails_per_connection: u32,
    /// How long a connection may be idle and still be used, in seconds.
    #[serde(default = "Smtp::default_idle_seconds")]
    pub idle_seconds: u64,
    /// How long reaching the server may take, with TLS and greeting, in seconds.
    #[serde(default = "Smtp::default_connect_seconds")]
    pub connect_seconds: u64,
    /// How long the server may take for a command, in seconds.
    #[serde(default = "Smtp::default_command_seconds")]
    pub command_seconds: u64,
    /// How long sending the content and its answer may take, in seconds.
    #[serde(default = "Smtp::default_data_seconds")]
    pub data_seconds: u64,
}

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// Encrypted after a command; a server that does not offer it is refused.
    #[default]
    Starttls,
    /// Encrypted from the first byte.
    Tls,
    /// Not at all.
    None,
}

/// How a password is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mechanism {
    /// PLAIN, for servers since 1999.
    #[default]
    Plain,
    /// LOGIN, for servers that offer nothing else.
    Login,
}

/// Tokens of OAuth 2.0, sent by XOAUTH2.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OAuth {
    /// Where tokens are given out.
    pub token_url: String,
    /// Who asks for them.
    pub client_id: String,
    /// A file with the client's secret.
    pub client_secret_file: Option<PathBuf>,
    /// A file with a refresh token; without it, the client asks for itself.
    pub refresh_token_file: Option<PathBuf>,
    /// What the token is to be good for.
    pub scope: Option<String>,
    /// Certificates to trust beside the system's, PEM.
    pub ca_file: Option<PathBuf>,
}

/// How a mail is tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Retry {
    /// How many attempts there are in all.
    pub attempts: u32,
    /// About how long after the first the second is, in seconds.
    pub first_seconds: u64,
    /// No wait is longer, in seconds.
    pub longest_seconds: u64,
}

/// Where bounces are read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounces {
    /// A folder in the form of a Maildir, which the mail server delivers to.
    pub maildir: PathBuf,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            attempts: 12,
            first_seconds: 60,
            longest_seconds: 4 * 60 * 60,
        }
    }
}

impl From<Retry> for retry::Policy {
    fn from(retry: Retry) -> Self {
        Self {
            attempts_max: retry.attempts,
            first: Duration::from_secs(retry.first_seconds),
            longest: Duration::from_secs(retry.longest_seconds),
        }
    }
}

impl Smtp {
    fn default_connections() -> usize {
        4
    }

    fn default_mails_per_connection() -> u32 {
        100
    }

    fn default_idle_seconds() -> u64 {
        30
    }

    fn default_connect_seconds() -> u64 {
        30
    }

    fn default_command_seconds() -> u64 {
        60
    }

    fn default_data_seconds() -> u64 {
        120
    }

    /// The port that is used.
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::Starttls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }
}

impl Configuration {
    /// Where mails are kept while no server is configured.
    pub fn outbox_in(&self, data: &Path) -> PathBuf {
        self.outbox.clone().unwrap_or_else(|| data.join(OUTBOX))
    }

    /// What becomes of mails, in a sentence for people.
    pub fn tells(&self, data: &Path) -> String {
        match &self.smtp {
            Some(smtp) => format!("Mails go through {}:{}.", smtp.host, smtp.port()),
            None => format!(
                "No mail server is configured: mails are kept in {} and sent to nobody.",
                self.outbox_in(data).display()
            ),
        }
    }

    /// What stands at the head of a council's mails.
    pub fn letterhead(&self, council: &CouncilId) -> Letterhead {
        let own = self.councils.get(council);
        let of = |own: Option<&Mailbox>, all: &Option<Mailbox>| own.or(all.as_ref()).cloned();
        let from = of(own.and_then(|own| own.from.as_ref()), &self.from);
        let from = from.unwrap_or_else(Letterhead::nobody);
        // A council with an address of its own has its bounces there too, unless
        // it says otherwise.
        let returned = match own {
            Some(own) if own.return_path.is_some() => own.return_path.clone(),
            Some(own) if own.from.is_some() && self.return_path.is_none() => None,
            _ => self.return_path.clone(),
        };
        Letterhead {
            return_path: ReturnPath {
                address: returned.unwrap_or_else(|| from.address.clone()),
                per_recipient: self.return_path_per_recipient,
            },
            sender: of(own.and_then(|own| own.sender.as_ref()), &self.sender),
            reply_to: of(own.and_then(|own| own.reply_to.as_ref()), &self.reply_to),
            from,
        }
    }
}
