//! One connection to the mail server: reached, encrypted, authenticated.
//!
//! The transport of lettre sends a mail in one go. Here its commands are given
//! one by one, so that the caller can look once more between the recipient and
//! the content, and so that each failure has its stage.

use std::fmt::Display;
use std::future::Future;
use std::time::Duration;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use lettre::transport::smtp::Error as SmtpError;
use lettre::transport::smtp::authentication::{Credentials, Mechanism as Sent};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::{ClientId, Extension};
use lettre::transport::smtp::response::Response;

use super::configuration::{Mechanism, Security, Smtp as Settings};
use super::mailer::Error;
use super::oauth::Tokens;
use super::secret;
use super::{Refusal, Stage};

/// Reply code of a server that does not take who we are.
const NOT_AUTHENTICATED: u16 = 535;

/// How to reach the server.
pub(super) struct Dial {
    host: String,
    port: u16,
    security: Security,
    tls: TlsParameters,
    hello: ClientId,
    identity: Identity,
    connect_within: Duration,
    pub(super) command_within: Duration,
    pub(super) data_within: Duration,
}

enum Identity {
    Nobody,
    Password {
        user: String,
        password: String,
        mechanism: Sent,
    },
    Token {
        user: String,
        tokens: Box<Tokens>,
    },
}

/// A connection that mails can be sent over.
pub(super) struct Connection {
    inner: AsyncSmtpConnection,
}

impl Dial {
    /// Reads certificates and secrets.
    pub(super) fn open(settings: &Settings) -> Result<Self, Error> {
        let host = settings.host.trim_matches(['[', ']']).to_owned();
        let tls = |source| Error::Tls { source };
        let mut parameters = TlsParameters::builder(host.clone());
        if let Some(path) = &settings.ca_file {
            let pem = std::fs::read(path).map_err(|source| Error::File {
                path: path.clone(),
                source,
            })?;
            parameters = parameters.add_root_certificate(Certificate::from_pem(&pem).map_err(tls)?);
        }
        let identity = match (&settings.user, &settings.password_file, &settings.oauth) {
            (Some(user), _, Some(oauth)) => Identity::Token {
                user: user.clone(),
                tokens: Box::new(Tokens::open(oauth)?),
            },
            (Some(user), Some(path), None) => Identity::Password {
                user: user.clone(),
                password: secret::read("mail.smtp.password_file", path)?,
                mechanism: match settings.mechanism {
                    Mechanism::Plain => Sent::Plain,
                    Mechanism::Login => Sent::Login,
                },
            },
            _ => Identity::Nobody,
        };
        Ok(Self {
            tls: parameters.build().map_err(tls)?,
            port: settings.port(),
            security: settings.security,
            hello: settings
                .hello_name
                .clone()
                .map_or_else(ClientId::default, ClientId::Domain),
            identity,
            connect_within: Duration::from_secs(settings.connect_seconds),
            command_within: Duration::from_secs(settings.command_seconds),
            data_within: Duration::from_secs(settings.data_seconds),
            host,
        })
    }

    /// `host:port`, for people.
    fn server(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// The longest that a whole delivery may take: a token, a connection, the
    /// four commands of signing in twice, the commands of a mail, the content.
    pub(super) fn longest(&self) -> Duration {
        self.connect_within * 4 + self.command_within * 8 + self.longest_after_check()
    }

    /// The longest from the caller's check to the outcome.
    pub(super) fn longest_after_check(&self) -> Duration {
        self.command_within + self.data_within
    }

    /// Connects, ready for mails. A token that is refused is asked for once more.
    pub(super) async fn connect(&self) -> Result<Connection, Refusal> {
        let Identity::Token { user, tokens } = &self.identity else {
            let mut connection = self.reach().await?;
            self.authenticate(&mut connection).await?;
            return Ok(connection);
        };
        let mut refused = None;
        loop {
            let token = tokens.token(refused.as_deref()).await;
            let token = token.map_err(|why| Refusal::unanswered(Stage::Authenticate, why))?;
            let mut connection = self.reach().await?;
            match self.show_token(&mut connection, user, &token).await {
                Ok(()) => return Ok(connection),
                Err(refusal) if refusal.code == Some(NOT_AUTHENTICATED) && refused.is_none() => {
                    refused = Some(token);
                }
                Err(refusal) => return Err(refusal),
            }
        }
    }

    async fn reach(&self) -> Result<Connection, Refusal> {
        let implicit = (self.security == Security::Tls).then(|| self.tls.clone());
        let connecting = AsyncSmtpConnection::connect_tokio1(
            (self.host.as_str(), self.port),
            Some(self.connect_within),
            &self.hello,
            implicit,
            None,
        );
        let connected = within(Stage::Connect, self.connect_within, connecting).await;
        let mut inner = connected.map_err(|refusal| Refusal {
            text: format!("{}: {}", self.server(), refusal.text),
            ..refusal
        })?;
        if self.security == Security::Starttls {
            if !inner.can_starttls() {
                let why = format!(
                    "{} does not offer STARTTLS; nothing is sent in the clear",
                    self.server()
                );
                return Err(Refusal::unanswered(Stage::Tls, why));
            }
            let encrypting = inner.starttls(self.tls.clone(), &self.hello);
            within(Stage::Tls, self.connect_within, encrypting).await?;
        }
        Ok(Connection { inner })
    }

    async fn authenticate(&self, connection: &mut Connection) -> Result<(), Refusal> {
        let Identity::Password {
            user,
            password,
            mechanism,
        } = &self.identity
        else {
            return Ok(());
        };
        let credentials = Credentials::new(user.clone(), password.clone());
        let sent = [*mechanism];
        let authenticating = connection.inner.auth(&sent, &credentials);
        within(Stage::Authenticate, self.command_within, authenticating).await?;
        Ok(())
    }

    /// XOAUTH2. A server that refuses the token first says why, as JSON in an
    /// answer 334, and wants an empty line before its 535.
    async fn show_token(
        &self,
        connection: &mut Connection,
        user: &str,
        token: &str,
    ) -> Result<(), Refusal> {
        let shown = BASE64_STANDARD.encode(format!("user={user}\x01auth=Bearer {token}\x01\x01"));
        let limit = self.command_within;
        let asked = format!("AUTH XOAUTH2 {shown}\r\n");
        let answer = connection
            .command(Stage::Authenticate, limit, asked)
            .await?;
        if !answer.has_code(334) {
            return Ok(());
        }
        let refused = connection.command(Stage::Authenticate, limit, "\r\n").await;
        let why = answer
            .first_word()
            .and_then(|word| BASE64_STANDARD.decode(word).ok());
        let why = why
            .and_then(|why| String::from_utf8(why).ok())
            .unwrap_or_default();
        match refused {
            Ok(_) => Err(Refusal::unanswered(
                Stage::Authenticate,
                format!("the token is refused: {why}"),
            )),
            Err(refusal) => Err(Refusal {
                text: format!("{} {why}", refusal.text).trim_end().to_owned(),
                ..refusal
            }),
        }
    }
}

impl Connection {
    /// Gives a command and waits for its answer.
    pub(super) async fn command(
        &mut self,
        stage: Stage,
        limit: Duration,
        command: impl Display,
    ) -> Result<Response, Refusal> {
        within(stage, limit, self.inner.command(command)).await
    }

    /// Sends the content and waits for the answer to its end.
    pub(super) async fn content(
        &mut self,
        limit: Duration,
        bytes: &[u8],
    ) -> Result<Response, Refusal> {
        within(Stage::Data, limit, self.inner.message(bytes)).await
    }

    /// Whether the server takes addresses beyond ASCII.
    pub(super) fn takes_utf8(&self) -> bool {
        self.inner
            .server_info()
            .supports_feature(Extension::SmtpUtfEight)
    }

    /// Takes leave.
    pub(super) async fn quit(mut self, limit: Duration) {
        let _ = tokio::time::timeout(limit, self.inner.quit()).await;
    }
}

async fn within<T>(
    stage: Stage,
    limit: Duration,
    step: impl Future<Output = Result<T, SmtpError>>,
) -> Result<T, Refusal> {
    match tokio::time::timeout(limit, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(error)) => Err(refusal(stage, &error)),
        Err(_) => {
            let why = format!("no answer within {} seconds", limit.as_secs());
            Err(Refusal::unanswered(stage, why))
        }
    }
}

fn refusal(stage: Stage, error: &SmtpError) -> Refusal {
    let stage = if is_tls(error) { Stage::Tls } else { stage };
    let source = std::error::Error::source(error).map(ToString::to_string);
    match error.status() {
        Some(code) => Refusal::replied(stage, code.into(), &source.unwrap_or_default()),
        None => Refusal::unanswered(stage, source.unwrap_or_else(|| error.to_string())),
    }
}

/// Whether it is about the encryption: said so, or, for a connection that is
/// encrypted from the first byte, somewhere in its causes.
fn is_tls(error: &SmtpError) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(inner) = cause {
        let inside = inner.downcast_ref::<std::io::Error>();
        let inside = inside.and_then(|error| error.get_ref());
        if inside.is_some_and(|error| error.is::<rustls::Error>()) {
            return true;
        }
        cause = inner.source();
    }
    error.is_tls()
}
