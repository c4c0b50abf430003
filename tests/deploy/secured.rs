//! A nats-server with `deploy/nats/server.conf` as it stands.

use std::path::Path;
use std::process::Command;

use quarterday_bus::jetstream::{Access, Credential};
use quarterday_tests::{Nats, script};
use tempfile::TempDir;

/// A server with the accounts and permissions of `deploy/nats`.
pub(crate) struct Secured {
    pub(crate) nats: Nats,
    folder: TempDir,
}

impl Secured {
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        configured(folder.path());
        let config = folder.path().join("server.conf");
        // Any port for the figures: several tests run at a time.
        let nats = Nats::with(&["--config", config.to_str().unwrap(), "--http_port", "-1"]);
        Self { nats, folder }
    }

    /// The folder of the passwords.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn access(&self, user: &str) -> Access {
        let password = self.folder().join(format!("{user}.password"));
        Access {
            servers: vec![self.nats.url()],
            name: format!("deploy {user}"),
            credential: Credential::Password {
                user: user.to_owned(),
                password: std::fs::read_to_string(password).unwrap().trim().to_owned(),
            },
            ..Access::default()
        }
    }

    /// What the server said of messages that it refused.
    pub(crate) fn violations(&self) -> Vec<String> {
        let log = std::fs::read_to_string(self.nats.store().with_extension("log")).unwrap();
        let violations = log.lines().filter(|line| line.contains("Violation"));
        violations.map(str::to_owned).collect()
    }
}

/// Puts the configuration files into a folder, with new passwords.
pub(crate) fn configured(folder: &Path) {
    let made = Command::new(script("deploy/nats/make-passwords"))
        .arg(folder)
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    for name in [
        "limits.conf",
        "accounts.conf",
        "server.conf",
        "cluster.conf",
    ] {
        let text = std::fs::read_to_string(script("deploy/nats").join(name)).unwrap();
        // The one thing that a test cannot have as it stands: it says by argument
        // where the streams are.
        let text = text.replace("  store_dir: /var/lib/nats\n", "");
        std::fs::write(folder.join(name), text).unwrap();
    }
}
