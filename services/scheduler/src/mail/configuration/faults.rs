//! What is wrong with `[mail]`, each fault in words with its key.

use std::net::IpAddr;
use std::path::Path;

use super::{Configuration, OAuth, Security, Smtp};
use crate::mail::{secret, template};

/// The most connections to one server.
const CONNECTIONS_MAX: usize = 64;

impl Configuration {
    /// What is wrong with it, each fault in words with its key. Looks at files,
    /// but connects to nothing.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        if let Some(smtp) = &self.smtp {
            smtp.faults(&mut faults);
            if self.from.is_none() {
                faults.push("mail.from: says whom mails are from, and is missing".to_owned());
            }
        }
        if self.retry.attempts == 0 || self.retry.attempts > 100 {
            faults.push("mail.retry.attempts: 1 to 100".to_owned());
        }
        if self.retry.first_seconds == 0 || self.retry.longest_seconds < self.retry.first_seconds {
            faults.push(
                "mail.retry: first_seconds is at least 1, and longest_seconds no less".to_owned(),
            );
        }
        match &self.templates {
            Some(folder) if !folder.is_dir() => {
                faults.push(format!("mail.templates: {} is no folder", folder.display()));
            }
            Some(folder) => {
                let found = template::check_folder(Some(folder));
                faults.extend(found.iter().map(|fault| format!("mail.templates: {fault}")));
            }
            None => {}
        }
        if let Some(bounces) = &self.bounces
            && !bounces.maildir.join("new").is_dir()
        {
            faults.push(format!(
                "mail.bounces.maildir: {} is no Maildir: it has no folder `new`",
                bounces.maildir.display()
            ));
        }
        faults
    }
}

impl Smtp {
    /// Whether the server is this machine.
    fn is_loopback(&self) -> bool {
        let ip = self.host.trim_matches(['[', ']']).parse::<IpAddr>();
        self.host == "localhost" || ip.is_ok_and(|ip| ip.is_loopback())
    }

    fn faults(&self, faults: &mut Vec<String>) {
        let mut fault = |text: String| faults.push(format!("mail.smtp.{text}"));
        if self.host.trim().is_empty() || self.host.contains(char::is_whitespace) {
            fault("host: names no server".to_owned());
        }
        if let Some(name) = &self.hello_name
            && (name.is_empty()
                || !name
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b".-[]:".contains(&byte)))
        {
            fault(format!("hello_name: `{name}` is no name of a machine"));
        }
        if self.security == Security::None && !self.is_loopback() {
            if !self.allow_unencrypted {
                fault("security: `none` sends mails in the clear to another machine; use `starttls` or `tls`, or say allow_unencrypted = true".to_owned());
            } else if self.user.is_some() {
                fault(
                    "security: a password or token is never sent in the clear to another machine"
                        .to_owned(),
                );
            }
        }
        match (&self.user, &self.password_file, &self.oauth) {
            (Some(_), Some(path), None) => {
                if let Err(error) = secret::read("mail.smtp.password_file", path) {
                    faults.push(error.to_string());
                }
            }
            (Some(_), None, Some(oauth)) => oauth.faults(faults),
            (None, None, None) => {}
            (Some(_), Some(_), Some(_)) => {
                fault("password_file: name it or [mail.smtp.oauth], not both".to_owned())
            }
            (Some(_), None, None) => {
                fault("user: needs password_file or [mail.smtp.oauth]".to_owned())
            }
            (None, _, _) => {
                fault("user: says whose the password or token is, and is missing".to_owned())
            }
        }
        let mut fault = |text: String| faults.push(format!("mail.smtp.{text}"));
        if !(1..=CONNECTIONS_MAX).contains(&self.connections) {
            fault(format!("connections: 1 to {CONNECTIONS_MAX}"));
        }
        for (key, seconds) in [
            ("connect_seconds", self.connect_seconds),
            ("command_seconds", self.command_seconds),
            ("data_seconds", self.data_seconds),
        ] {
            if !(1..=3600).contains(&seconds) {
                fault(format!("{key}: 1 to 3600"));
            }
        }
        if self.mails_per_connection == 0 {
            fault("mails_per_connection: at least 1".to_owned());
        }
        certificates("mail.smtp.ca_file", self.ca_file.as_deref(), faults);
    }
}

impl OAuth {
    fn faults(&self, faults: &mut Vec<String>) {
        match reqwest::Url::parse(&self.token_url) {
            Ok(url) if url.scheme() == "https" => {}
            Ok(url) if url.scheme() == "http" && is_loopback(&url) => {}
            _ => faults.push(format!(
                "mail.smtp.oauth.token_url: `{}` is no https:// address; secrets go there",
                self.token_url
            )),
        }
        if self.client_secret_file.is_none() && self.refresh_token_file.is_none() {
            faults.push(
                "mail.smtp.oauth: needs client_secret_file, refresh_token_file or both".to_owned(),
            );
        }
        for (key, path) in [
            (
                "mail.smtp.oauth.client_secret_file",
                &self.client_secret_file,
            ),
            (
                "mail.smtp.oauth.refresh_token_file",
                &self.refresh_token_file,
            ),
        ] {
            if let Some(Err(error)) = path.as_deref().map(|path| secret::read(key, path)) {
                faults.push(error.to_string());
            }
        }
        certificates("mail.smtp.oauth.ca_file", self.ca_file.as_deref(), faults);
    }
}

fn is_loopback(url: &reqwest::Url) -> bool {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn certificates(key: &str, path: Option<&Path>, faults: &mut Vec<String>) {
    let Some(path) = path else { return };
    match std::fs::read(path) {
        Err(error) => faults.push(format!("{key}: could not read {}: {error}", path.display())),
        Ok(pem) => {
            let read = lettre::transport::smtp::client::Certificate::from_pem(&pem);
            if read.is_err() || !String::from_utf8_lossy(&pem).contains("BEGIN CERTIFICATE") {
                faults.push(format!("{key}: {} holds no certificate", path.display()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn parsed(text: &str) -> Configuration {
        toml::from_str(text).unwrap()
    }

    #[test]
    fn nothing_is_needed_to_keep_mails() {
        let configuration = parsed("");
        assert_eq!(configuration.faults(), Vec::<String>::new());
        let told = configuration.tells(Path::new("/data"));
        assert!(
            told.contains("kept in /data/outbox and sent to nobody"),
            "{told}"
        );
    }

    #[test]
    fn each_fault_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, mode: u32| {
            let path = folder.path().join(name);
            std::fs::write(&path, "secret").unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            path.display().to_string()
        };
        let (closed, open) = (file("closed", 0o600), file("open", 0o644));
        let check = |text: &str, expected: &str| {
            let faults = parsed(text).faults();
            if expected.is_empty() {
                assert_eq!(faults, Vec::<String>::new(), "{text}");
                return;
            }
            assert_eq!(faults.len(), 1, "{text}: {faults:?}");
            assert!(faults[0].contains(expected), "{faults:?}");
        };
        let smtp =
            |more: &str| format!("from = 'q@c.example'\n[smtp]\nhost = 'mail.c.example'\n{more}");
        check(&smtp(""), "");
        check("[smtp]\nhost = 'h'", "mail.from");
        check("from = 'q@c.example'\n[smtp]\nhost = ''", "mail.smtp.host");
        check(&smtp("security = 'none'"), "in the clear");
        check(&smtp("security = 'none'\nallow_unencrypted = true"), "");
        check(
            "from = 'q@c.example'\n[smtp]\nhost = '127.0.0.1'\nsecurity = 'none'",
            "",
        );
        check(
            "from = 'q@c.example'\n[smtp]\nhost = 'localhost'\nsecurity = 'none'",
            "",
        );
        check(&smtp("user = 'u'"), "mail.smtp.user: needs");
        check(
            &smtp(&format!("password_file = '{closed}'")),
            "mail.smtp.user",
        );
        check(
            &smtp(&format!("user = 'u'\npassword_file = '{closed}'")),
            "",
        );
        check(
            &smtp(&format!("user = 'u'\npassword_file = '{open}'")),
            "open to everyone",
        );
        let clear = format!(
            "security = 'none'\nallow_unencrypted = true\nuser = 'u'\npassword_file = '{closed}'"
        );
        check(&smtp(&clear), "never sent in the clear");
        check(
            &smtp("user = 'u'\npassword_file = '/nowhere/p'"),
            "/nowhere/p",
        );
        check(&smtp("ca_file = '/nowhere/ca'"), "/nowhere/ca");
        check(
            &smtp(&format!("ca_file = '{closed}'")),
            "holds no certificate",
        );
        check(&smtp("connections = 0"), "mail.smtp.connections");
        check(&smtp("data_seconds = 0"), "mail.smtp.data_seconds");
        check(&smtp("hello_name = 'a b'"), "mail.smtp.hello_name");
        check(&smtp("mails_per_connection = 0"), "mails_per_connection");
        let oauth = |more: &str| {
            smtp(&format!(
                "user = 'u'\n[smtp.oauth]\nclient_id = 'c'\n{more}"
            ))
        };
        let good = "token_url = 'https://login.example/token'";
        check(
            &oauth(&format!("{good}\nclient_secret_file = '{closed}'")),
            "",
        );
        check(&oauth(good), "needs client_secret_file");
        check(
            &oauth(&format!("{good}\nrefresh_token_file = '{open}'")),
            "refresh_token_file",
        );
        let clear =
            format!("token_url = 'http://login.example/token'\nclient_secret_file = '{closed}'");
        check(&oauth(&clear), "no https://");
        check("[retry]\nattempts = 0", "mail.retry.attempts");
        check(
            "[retry]\nfirst_seconds = 60\nlongest_seconds = 5",
            "longest_seconds",
        );
        check("templates = '/nowhere'", "mail.templates");
        check("[bounces]\nmaildir = '/nowhere'", "mail.bounces.maildir");
    }

    #[test]
    fn wrong_values_are_refused_when_they_are_read() {
        let check = |text: &str, expected: &str| {
            let error = toml::from_str::<Configuration>(text)
                .unwrap_err()
                .to_string();
            assert!(error.contains(expected), "{error}");
        };
        check("from = 'nobody'", "no address of mail");
        check("form = 'q@c.example'", "unknown field `form`");
        check("[smtp]\nhost = 'h'\nsecurity = 'ssl'", "`starttls`");
        check("[councils.'Two Words']\nfrom = 'a@b.example'", "Two Words");
    }

    #[test]
    fn a_council_may_have_a_letterhead_of_its_own() {
        let configuration = parsed(
            "from = 'Q <q@all.example>'\nreply_to = 'r@all.example'\n\
             [councils.rochdale]\nfrom = 'R <q@rochdale.example>'\n",
        );
        let head = configuration.letterhead(&"rochdale".parse().unwrap());
        assert_eq!(head.from.to_string(), "R <q@rochdale.example>");
        assert_eq!(head.reply_to.unwrap().to_string(), "r@all.example");
        assert_eq!(head.return_path.address.to_string(), "q@rochdale.example");
        let other = configuration.letterhead(&"derby".parse().unwrap());
        assert_eq!(other.return_path.address.to_string(), "q@all.example");
    }
}
