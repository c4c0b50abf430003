//! The connection of a node to NATS, shared by all of its councils.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use async_nats::jetstream;
use async_nats::{Client, ClientError, ConnectErrorKind, ConnectOptions, Event};
use futures_util::StreamExt as _;
use quarterday_proto::headers;
use quarterday_proto::id::CouncilId;
use quarterday_proto::subject::ROOT;
use tokio::sync::{mpsc, watch};

use super::error::Error;
use super::standing::Standing;

/// The oldest server that keeps what it is told: older ones ignore settings
/// that they do not know.
pub const SERVER_VERSION_MIN: &str = "2.10";
/// How long one request to a server may take.
const REQUEST_TIMEOUT: Duration = Duration::from_secs(5);
/// How long the server may take to say that a record is stored.
const STORE_TIMEOUT: Duration = Duration::from_secs(5);
/// Records on their way that no answer has come for, over all councils.
const IN_FLIGHT_MAX: usize = 8192;
/// Messages that wait in one subscription. What overflows is lost on this
/// connection only, seen as a gap, and read again.
const SUBSCRIPTION_WAITING_MAX: usize = 65_536;

/// How often it is looked at whether there is a connection.
const LOOK_EVERY: Duration = Duration::from_millis(500);
/// How long a client may take to find a server again before its senders are told.
const RECONNECT_WITHIN: Duration = Duration::from_secs(2);
/// How long nothing may be heard of a server until it is asked for a sign of life.
/// After two such questions without an answer another server is looked for: so one
/// that hangs, or is cut off without a word, is left after three times this.
const PING_AFTER: Duration = Duration::from_secs(2);
/// How long a server may take to let this client in.
const CONNECT_WITHIN: Duration = Duration::from_secs(3);
/// How long a connection is kept at least before it is left for another.
const LEAVE_AFTER: Duration = Duration::from_secs(10);
/// How often it is looked for the cause of a connection that cannot be made.
const EXPLAIN_EVERY: Duration = Duration::from_secs(5);
/// What the client says where the server does not let it in.
const AUTHORIZATION_VIOLATION: &str = "authorization violation";

/// What is said of an answer that is no TLS.
const NO_HANDSHAKE: &str = "received corrupt message";

/// Records seen that wait to be looked at.
const SEEN_WAITING_MAX: usize = 1024;

/// How to reach NATS and who to be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Access {
    /// Addresses, for example `nats://127.0.0.1:4222` or `tls://nats.example`.
    pub servers: Vec<String>,
    /// Name of this client as the server shows it.
    pub name: String,
    /// Who to be.
    pub credential: Credential,
    /// Certificates to trust beside the system's, PEM.
    pub root_certificates: Option<PathBuf>,
    /// Certificate and key to show, PEM.
    pub client_certificate: Option<(PathBuf, PathBuf)>,
    /// Whether to refuse a connection without TLS.
    pub require_tls: bool,
}

/// Who to be.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum Credential {
    /// Nobody: the server lets anyone in.
    #[default]
    None,
    /// A `.creds` file with a JWT and its nkey seed.
    File(PathBuf),
    /// An nkey seed.
    NKey(String),
    /// A user with a password.
    Password {
        /// The user.
        user: String,
        /// The password.
        password: String,
    },
    /// A token.
    Token(String),
}

impl std::fmt::Debug for Credential {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Secrets are in no log.
        f.write_str(match self {
            Self::None => "None",
            Self::File(_) => "File",
            Self::NKey(_) => "NKey",
            Self::Password { .. } => "Password",
            Self::Token(_) => "Token",
        })
    }
}

/// A connection to NATS. Clones are the same connection.
#[derive(Clone)]
pub struct Connection {
    pub(super) client: Client,
    pub(super) context: jetstream::Context,
    /// Raised with all that happens to the connection.
    pub(super) changes: watch::Receiver<u64>,
    /// Raised when a connection was made or lost, and by nothing else.
    pub(super) links: watch::Receiver<u64>,
    pub(super) standing: Arc<Standing>,
    servers: String,
    closing: Arc<AtomicBool>,
}

impl Connection {
    /// Connects, and refuses a server that is too old.
    ///
    /// # Errors
    /// [`Error::Connect`], [`Error::Refused`], [`Error::Credential`],
    /// [`Error::ServerTooOld`].
    pub async fn open(access: &Access) -> Result<Self, Error> {
        let connection = Self::of(access, options(access).await?).await?;
        connection.check_version()?;
        Ok(connection)
    }

    /// Connects as soon as there is a server, and tries on and on until then.
    ///
    /// # Errors
    /// [`Error::Credential`].
    pub async fn begin(access: &Access) -> Result<Self, Error> {
        Self::of(access, options(access).await?.retry_on_initial_connect()).await
    }

    async fn of(access: &Access, options: ConnectOptions) -> Result<Self, Error> {
        let (told, changes) = watch::channel(0);
        let (linked, links) = watch::channel(0);
        let closing = Arc::new(AtomicBool::new(false));
        let standing = Arc::new(Standing::default());
        let servers = access.servers.join(", ");
        let (ends, stands, named) = (closing.clone(), standing.clone(), servers.clone());
        let options = options.event_callback(move |event| {
            hear(&event, &stands, &named, ends.load(Ordering::Relaxed));
            told.send_modify(|changes| *changes += 1);
            if matches!(event, Event::Connected | Event::Disconnected) {
                linked.send_modify(|changes| *changes += 1);
            }
            std::future::ready(())
        });
        let connected = options.connect(&access.servers).await;
        let client = connected.map_err(|error| {
            let (servers, reason) = (servers.clone(), chain(&error));
            match error.kind() {
                ConnectErrorKind::AuthorizationViolation | ConnectErrorKind::Authentication => {
                    Error::Refused { servers, reason }
                }
                _ => Error::Connect {
                    servers,
                    reason: in_words(access, reason),
                },
            }
        })?;
        let context = jetstream::ContextBuilder::new()
            .timeout(REQUEST_TIMEOUT)
            .ack_timeout(STORE_TIMEOUT)
            .max_ack_inflight(IN_FLIGHT_MAX)
            .build(client.clone());
        tokio::spawn(explain(
            access.clone(),
            standing.clone(),
            closing.clone(),
            changes.clone(),
        ));
        Ok(Self {
            client,
            context,
            changes,
            links,
            standing,
            servers,
            closing,
        })
    }

    /// Refuses to go on without a connection, or with a server that is too old.
    ///
    /// # Errors
    /// [`Error::Connect`], [`Error::Refused`], [`Error::ServerTooOld`].
    pub(super) fn check(&self) -> Result<(), Error> {
        if self.is_up() {
            return self.check_version();
        }
        let servers = self.servers.clone();
        let reason = self.standing.problem();
        let reason = reason.unwrap_or_else(|| "there is no connection yet".to_owned());
        Err(if reason.contains(AUTHORIZATION_VIOLATION) {
            Error::Refused { servers, reason }
        } else {
            Error::Connect { servers, reason }
        })
    }

    /// Waits until there is a connection to a server that can be used.
    pub(super) async fn up(&self) {
        let mut changes = self.changes.clone();
        while self.check().is_err() {
            // Told a little before it is so, it is looked at again.
            let _ = tokio::time::timeout(LOOK_EVERY, changes.changed()).await;
        }
    }

    /// Why there is no connection that could be used; `None` where there is.
    pub fn fault(&self) -> Option<Error> {
        self.check().err()
    }

    /// Leaves the server for another, or for a new connection where there is no
    /// other, because of what it does not do. One that was joined only now is given
    /// a while.
    pub(super) async fn leave(&self, reason: &str) {
        if self.standing.is_up_for(LEAVE_AFTER) {
            let server = self.client.server_info().server_name;
            tracing::warn!(server, reason, "the NATS server is left for another");
            if let Err(error) = self.client.force_reconnect().await {
                tracing::debug!(%error, "NATS");
            }
        }
    }

    /// Why there is no connection that could be used, if that has been so for a
    /// while: a client that finds another server, or the same again, takes less.
    pub(super) fn lasting_fault(&self) -> Option<Error> {
        let fault = self.fault()?;
        let lasts = matches!(fault, Error::ServerTooOld { .. })
            || self.standing.is_down_for(RECONNECT_WITHIN);
        lasts.then_some(fault)
    }

    /// What was asked, with what the server did not permit as the cause where it
    /// failed for that.
    pub(super) async fn asked<T>(
        &self,
        council: Option<&CouncilId>,
        asking: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        let began = Instant::now();
        let asked = asking.await;
        asked.map_err(|error| self.standing.blame(error, council, began))
    }

    /// Refuses a server that is too old.
    fn check_version(&self) -> Result<(), Error> {
        let version = self.client.server_info().version;
        if is_recent(&version) {
            Ok(())
        } else {
            Err(Error::ServerTooOld { version })
        }
    }

    /// All records of all councils as they go over the wire from now on, for
    /// someone to watch: what overflows is left out.
    ///
    /// # Errors
    /// [`Error::Nats`].
    pub async fn listen(&self) -> Result<mpsc::Receiver<Seen>, Error> {
        let all = format!("{ROOT}.>");
        let failed = Error::nats("listen to records");
        let mut messages = self.client.subscribe(all).await.map_err(failed)?;
        let (sender, seen) = mpsc::channel(SEEN_WAITING_MAX);
        tokio::spawn(async move {
            while let Some(message) = messages.next().await {
                let header = |name: &str| {
                    let headers = message.headers.as_ref()?;
                    Some(headers.get(name)?.as_str().to_owned())
                };
                let before = header(headers::EXPECTED_LAST_SEQUENCE);
                let before: Option<u64> = before.and_then(|text| text.parse().ok());
                let record = Seen {
                    place: before.map_or(0, |before| before + 1),
                    subject: message.subject.to_string(),
                    kind: header(headers::CE_TYPE).unwrap_or_default(),
                };
                match sender.try_send(record) {
                    Ok(()) | Err(mpsc::error::TrySendError::Full(_)) => {}
                    Err(mpsc::error::TrySendError::Closed(_)) => return,
                }
            }
        });
        Ok(seen)
    }

    /// Whether there is a connection at this moment.
    pub fn is_up(&self) -> bool {
        // A moment passes before what the server says of itself can be read.
        self.client.connection_state() == async_nats::connection::State::Connected
            && !self.client.server_info().version.is_empty()
    }

    /// Sends what waits to be sent and ends the connection.
    pub async fn close(&self) {
        self.closing.store(true, Ordering::Relaxed);
        let _ = self.client.drain().await;
    }
}

/// Takes note of what happened to a connection.
fn hear(event: &Event, standing: &Standing, servers: &str, is_closing: bool) {
    match event {
        Event::Connected => {
            standing.is_up();
            tracing::info!("connected to NATS");
        }
        // Whoever ends the connection may end the server too.
        Event::Disconnected | Event::ClientError(_) if is_closing => {}
        Event::Disconnected => {
            standing.is_down();
            tracing::warn!("the connection to NATS is lost");
        }
        Event::ClientError(ClientError::Other(reason)) => {
            if standing.is_not_up(reason) {
                tracing::debug!(servers, reason, "NATS is not reached");
            }
        }
        Event::ServerError(error) => match standing.hear(&error.to_string()) {
            Some(denied) => tracing::error!("NATS does not permit this user to {denied}"),
            None => tracing::debug!(%error, "NATS"),
        },
        other => tracing::debug!(event = %other, "NATS"),
    }
}

/// Finds out why no connection is made: the client that tries on and on says only
/// what kind of error it was. Ends with the client.
async fn explain(
    access: Access,
    standing: Arc<Standing>,
    closing: Arc<AtomicBool>,
    mut changes: watch::Receiver<u64>,
) {
    while changes.changed().await.is_ok() {
        if standing.problem().is_none() || closing.load(Ordering::Relaxed) {
            continue;
        }
        let reason = match options(&access).await {
            Ok(options) => match options.connect(&access.servers).await {
                // It is there again; the client will find it too.
                Ok(_) => continue,
                Err(error) => in_words(&access, chain(&error)),
            },
            Err(error) => error.to_string(),
        };
        if !closing.load(Ordering::Relaxed) && standing.is_explained(&reason) {
            let servers = access.servers.join(", ");
            tracing::warn!(servers, reason, "NATS is not reached; it is tried again");
        }
        tokio::time::sleep(EXPLAIN_EVERY).await;
    }
}

/// Why a connection could not be made, where the words of TLS say little.
fn in_words(access: &Access, reason: String) -> String {
    let is_named = access
        .servers
        .iter()
        .any(|server| server.starts_with("tls:"));
    let wants_tls = access.require_tls || is_named;
    let hints = [
        (
            wants_tls && reason.contains(NO_HANDSHAKE),
            "TLS is required here, and the server does not speak it",
        ),
        (
            reason.contains("CaUsedAsEndEntity"),
            "the server shows the certificate of an authority as its own: make one for the server \
             that is signed by the authority, or, with `openssl req -x509`, add \
             `-addext basicConstraints=critical,CA:FALSE`",
        ),
        (
            reason.contains("UnknownIssuer"),
            "the server's certificate is of no authority that is known here: name its \
             certificate as `ca_file`",
        ),
        (
            reason.contains("NotValidForName"),
            "the server's certificate is for another name than the one in `servers`",
        ),
        (
            reason.contains("failed signing nonce"),
            "the nkey of this node cannot sign: look whether `nkey_file` holds a whole seed",
        ),
    ];
    let hint = hints.iter().find(|(holds, _)| *holds);
    hint.map_or(reason.clone(), |(_, words)| format!("{reason}: {words}"))
}

/// A record seen on the wire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Place that it is to have.
    pub place: u64,
    /// Subject on the wire, for example `qd.rochdale.action.5h2k0c1m9v3xy`.
    pub subject: String,
    /// Type of its first event.
    pub kind: String,
}

async fn options(access: &Access) -> Result<ConnectOptions, Error> {
    let mut options = ConnectOptions::new()
        .name(&access.name)
        .require_tls(access.require_tls)
        .subscription_capacity(SUBSCRIPTION_WAITING_MAX)
        .request_timeout(Some(REQUEST_TIMEOUT))
        .ping_interval(PING_AFTER)
        .connection_timeout(CONNECT_WITHIN)
        .reconnect_delay_callback(|attempts| {
            // Quick at first, for a restarted server; at most 2 s.
            Duration::from_millis((50_u64 << attempts.min(6)).min(2000))
        });
    let bad = |what: &str, reason: &dyn std::fmt::Display| Error::Credential {
        what: what.to_owned(),
        reason: reason.to_string(),
    };
    options = match &access.credential {
        Credential::None => options,
        Credential::File(path) => options
            .credentials_file(path)
            .await
            .map_err(|error| bad(&path.display().to_string(), &error))?,
        Credential::NKey(seed) => options.nkey(seed.clone()),
        Credential::Password { user, password } => {
            options.user_and_password(user.clone(), password.clone())
        }
        Credential::Token(token) => options.token(token.clone()),
    };
    for file in access.root_certificates.iter().chain(
        access
            .client_certificate
            .iter()
            .flat_map(|(cert, key)| [cert, key]),
    ) {
        std::fs::metadata(file).map_err(|error| bad(&file.display().to_string(), &error))?;
    }
    if let Some(path) = &access.root_certificates {
        options = options.add_root_certificates(path.clone());
    }
    if let Some((certificate, key)) = &access.client_certificate {
        options = options.add_client_certificate(certificate.clone(), key.clone());
    }
    Ok(options)
}

/// Whether a version is [`SERVER_VERSION_MIN`] or later. What cannot be read is
/// not.
fn is_recent(version: &str) -> bool {
    let numbers = |text: &str| -> Option<(u32, u32)> {
        let mut parts = text.split(['.', '-']);
        Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
    };
    numbers(version) >= numbers(SERVER_VERSION_MIN) && numbers(version).is_some()
}

/// An error with its causes, in one line.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_told_apart() {
        for (version, recent) in [
            ("2.9.10", false),
            ("2.9.99", false),
            ("2.10.0", true),
            ("2.10.0-beta.1", true),
            ("2.15.1", true),
            ("3.0.0", true),
            ("1.20.0", false),
            ("", false),
            ("new", false),
        ] {
            assert_eq!(is_recent(version), recent, "{version}");
        }
    }

    #[test]
    fn words_of_tls_are_explained() {
        let check = |server: &str, reason: &str, expected: &str| {
            let access = Access {
                servers: vec![server.to_owned()],
                ..Access::default()
            };
            let words = in_words(&access, reason.to_owned());
            assert!(words.starts_with(reason), "{words}");
            assert!(words.contains(expected), "{words}");
        };
        let handshake = "received corrupt message of type InvalidContentType";
        check("tls://nats", handshake, "does not speak it");
        let plain = Access {
            servers: vec!["nats://nats".to_owned()],
            ..Access::default()
        };
        assert_eq!(in_words(&plain, handshake.to_owned()), handshake);
        let (own, other) = ("Other(OtherError(CaUsedAsEndEntity))", "UnknownIssuer");
        check("tls://nats", own, "CA:FALSE");
        check("tls://nats", other, "ca_file");
        check("nats://nats", "failed signing nonce", "nkey_file");
    }

    #[test]
    fn secrets_are_not_shown() {
        let shown = format!("{:?}", Credential::Token("secret".to_owned()));
        assert_eq!(shown, "Token");
    }
}
