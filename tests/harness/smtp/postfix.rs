//! Debian's Postfix with a configuration of its own.

use std::io::Write as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Certificates, room};
use crate::signal;
use crate::wait::until;

/// Postfix on ports of its own, with TLS and the user `quarterday`. It takes
/// mail for some of `council.example` and of `derby.example` into Maildirs, and returns what goes to `gone.example`.
pub struct Postfix {
    folder: tempfile::TempDir,
    /// The port that encrypts by STARTTLS.
    pub port: u16,
    /// The port that is encrypted from the first byte.
    pub tls_port: u16,
}

/// The password of the user `quarterday`.
const PASSWORD: &str = "a secret of the test";

impl Postfix {
    /// Starts it.
    ///
    /// # Panics
    /// When it is not installed, or the test does not run as root, which
    /// Postfix needs.
    pub fn start(certificates: &Certificates) -> Self {
        assert!(
            Path::new("/usr/sbin/postfix").is_file(),
            "there is no Postfix: tests/run installs it"
        );
        let folder = room("postfix");
        let [port, tls_port] = free_ports();
        let postfix = Self {
            folder,
            port,
            tls_port,
        };
        postfix.configure(certificates);
        let started = postfix.command("/usr/sbin/postfix").arg("start").output();
        let started = started.expect("Postfix can be started");
        assert!(started.status.success(), "{started:?} {}", postfix.said());
        until("Postfix answers", || {
            std::net::TcpStream::connect(("127.0.0.1", port)).ok()
        });
        postfix
    }

    /// A file with the user's password, readable by its owner alone.
    ///
    /// # Panics
    /// When it cannot be written.
    pub fn password_file(&self) -> PathBuf {
        secret(&self.path("password"), PASSWORD)
    }

    /// The Maildir of a recipient: `owner`, `bounces`, or whatever stands before
    /// `@derby.example`.
    pub fn maildir(&self, name: &str) -> PathBuf {
        self.path("mail").join(name)
    }

    /// The same, made before the first mail comes.
    ///
    /// # Panics
    /// When it cannot be made.
    pub fn empty_maildir(&self, name: &str) -> PathBuf {
        let folder = self.maildir(name);
        let parts = ["", "new", "cur", "tmp"].map(|part| folder.join(part));
        let made = Command::new("install")
            .args(["-d", "-o", "nobody", "-g", "nogroup"])
            .args(parts)
            .status();
        assert!(made.expect("install can be started").success());
        folder
    }

    /// Waits for a mail to a recipient and takes it out.
    ///
    /// # Panics
    /// When none comes.
    pub fn arrived(&self, name: &str) -> Vec<u8> {
        let new = self.maildir(name).join("new");
        let path = until("the mail arrives", || {
            let mut entries = std::fs::read_dir(&new).ok()?;
            entries.next()?.ok().map(|entry| entry.path())
        });
        let bytes = std::fs::read(&path).expect("a mail can be read");
        std::fs::remove_file(path).expect("a mail can be removed");
        bytes
    }

    /// What arrived for a recipient and was not taken out, after a while in
    /// which nothing else came.
    ///
    /// # Panics
    /// When the folder cannot be read.
    pub fn waiting(&self, name: &str) -> usize {
        let count = || match std::fs::read_dir(self.maildir(name).join("new")) {
            Ok(entries) => entries.count(),
            Err(_) => 0,
        };
        // Postfix has nothing in its queue once all is delivered.
        until("the queue is empty", || self.queue_is_empty().then_some(()));
        count()
    }

    fn queue_is_empty(&self) -> bool {
        let queues = ["incoming", "active", "deferred", "maildrop"];
        queues.iter().all(|queue| {
            let folder = self.path("queue").join(queue);
            std::fs::read_dir(folder).map_or(true, |mut entries| {
                entries.all(|entry| entry.is_ok_and(|entry| entry.path().is_dir()))
            })
        })
    }

    /// What it wrote about itself.
    pub fn said(&self) -> String {
        std::fs::read_to_string(self.path("mail.log")).unwrap_or_default()
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, program: &str) -> Command {
        let mut command = Command::new(program);
        command.arg("-c").arg(self.path("conf"));
        command.stdin(Stdio::null());
        command
    }

    fn configure(&self, certificates: &Certificates) {
        let here = self.folder.path().display().to_string();
        for name in ["conf", "conf/sasl", "queue", "data", "mail"] {
            std::fs::create_dir(self.path(name)).expect("a folder can be made");
        }
        let run = |program: &str, arguments: &[&str], input: &str| {
            let mut child = Command::new(program)
                .args(arguments)
                .stdin(Stdio::piped())
                .spawn()
                .unwrap_or_else(|error| panic!("{program}: {error}; tests/run installs it"));
            let mut stdin = child.stdin.take().expect("the input is a pipe");
            stdin.write_all(input.as_bytes()).expect("it reads");
            drop(stdin);
            assert!(child.wait().expect("it ends").success(), "{program}");
        };
        run("chown", &["postfix", &format!("{here}/data")], "");
        run("chown", &["nobody", &format!("{here}/mail")], "");
        let passwords = format!("{here}/passwords");
        let user = [
            "-p",
            "-c",
            "-f",
            &passwords,
            "-u",
            "council.example",
            "quarterday",
        ];
        run("/usr/sbin/saslpasswd2", &user, PASSWORD);
        run("chown", &["postfix", &passwords], "");
        let files = [
            // Where Debian's Postfix looks for it, whatever it is told.
            ("conf/sasl/smtpd.conf", SASL),
            ("conf/mailboxes", &mailboxes()),
            (
                "conf/transport",
                "gone.example error:5.1.1 there is nobody of this name\nmany.example discard:\n",
            ),
            ("conf/main.cf", MAIN),
            ("conf/master.cf", MASTER),
        ];
        for (name, text) in files {
            let text = text
                .replace("@HERE@", &here)
                .replace(
                    "@CERTIFICATE@",
                    &certificates.file("server.crt").display().to_string(),
                )
                .replace(
                    "@KEY@",
                    &certificates.file("server.key").display().to_string(),
                )
                .replace("@PORT@", &self.port.to_string())
                .replace("@TLS_PORT@", &self.tls_port.to_string());
            std::fs::write(self.path(name), text).expect("a file can be written");
        }
    }
}

/// `postfix stop` asks the master to end and does not wait; its children end
/// with it.
impl Drop for Postfix {
    fn drop(&mut self) {
        let pid = std::fs::read_to_string(self.path("queue/pid/master.pid"));
        if let Some(pid) = pid.ok().and_then(|pid| pid.trim().parse::<u32>().ok()) {
            signal(pid, "TERM");
            let process = PathBuf::from(format!("/proc/{pid}"));
            for _ in 0..500 {
                if !process.exists() {
                    break;
                }
                std::thread::sleep(std::time::Duration::from_millis(10));
            }
        }
        if std::thread::panicking() {
            eprintln!("Postfix had said:\n{}", self.said());
        }
    }
}

/// The Maildirs of all who get mail, by what stands before the `@`.
fn mailboxes() -> String {
    let box_of = |address: &&str| {
        let (local, _) = address.split_once('@').expect("an address has an @");
        format!("{address} {local}/\n")
    };
    RECIPIENTS.iter().map(box_of).collect()
}

const RECIPIENTS: [&str; 7] = [
    "owner@council.example",
    "bounces@council.example",
    "director.finance@derby.example",
    "director.legal@derby.example",
    "director.policy@derby.example",
    "head.legal.services@derby.example",
    "head.strategy.performance@derby.example",
];

const SASL: &str = "pwcheck_method: auxprop
auxprop_plugin: sasldb
sasldb_path: @HERE@/passwords
mech_list: PLAIN LOGIN
";

const MAIN: &str = "compatibility_level = 3.6
queue_directory = @HERE@/queue
data_directory = @HERE@/data
daemon_directory = /usr/lib/postfix/sbin
command_directory = /usr/sbin
shlib_directory = /usr/lib/postfix
meta_directory = /etc/postfix
mail_owner = postfix
setgid_group = postdrop
maillog_file = @HERE@/mail.log
maillog_file_prefixes = @HERE@
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.council.example
mydestination =
alias_maps =
virtual_mailbox_domains = council.example, derby.example
virtual_mailbox_base = @HERE@/mail
virtual_mailbox_maps = texthash:@HERE@/conf/mailboxes
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
virtual_minimum_uid = 1
recipient_delimiter = +
transport_maps = texthash:@HERE@/conf/transport
smtpd_tls_security_level = encrypt
smtpd_tls_cert_file = @CERTIFICATE@
smtpd_tls_key_file = @KEY@
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = cyrus
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = council.example
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_reject_unlisted_recipient = no
";

const MASTER: &str = "127.0.0.1:@PORT@ inet n - n - - smtpd
127.0.0.1:@TLS_PORT@ inet n - n - - smtpd -o smtpd_tls_wrappermode=yes
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
";

/// Writes a secret so that only its owner can read it.
fn secret(path: &Path, text: &str) -> PathBuf {
    std::fs::write(path, text).expect("a file can be written");
    let own = std::fs::Permissions::from_mode(0o600);
    std::fs::set_permissions(path, own).expect("a file's mode can be set");
    path.to_owned()
}

fn free_ports<const N: usize>() -> [u16; N] {
    // All are held until all are known, so that they differ.
    let bound = std::array::from_fn::<_, N, _>(|_| {
        std::net::TcpListener::bind(("127.0.0.1", 0)).expect("a port is free")
    });
    bound.map(|listener| {
        let address = listener.local_addr();
        address.expect("a listener has an address").port()
    })
}
