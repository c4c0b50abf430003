//! A node as it is run that mails by Postfix, with a council whose owners are
//! asked at any time of the day.

use std::path::{Path, PathBuf};

use quarterday_tests::{Certificates, Postfix, Ran, Server, run};

pub(crate) struct MailingNode {
    pub(crate) postfix: Postfix,
    pub(crate) data: PathBuf,
    pub(crate) folder: tempfile::TempDir,
    pub(crate) server: Server,
    _certificates: Certificates,
}

impl MailingNode {
    /// Started with what `more` says beside the server: further keys of
    /// `[mail.smtp]`, then other tables.
    pub(crate) fn start(sender: &str, more: impl FnOnce(&Postfix) -> String) -> Self {
        let certificates = Certificates::make();
        let postfix = Postfix::start(&certificates);
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let config = folder.path().join("node.toml");
        let text = format!(
            "data = '{}'\n[http]\nlisten = '127.0.0.1:0'\n\
             [mail]\nfrom = 'performance@council.example'\n{sender}\
             [mail.smtp]\nhost = 'localhost'\nport = {}\nca_file = '{}'\n\
             user = 'quarterday@council.example'\npassword_file = '{}'\n{}",
            data.display(),
            postfix.port,
            certificates.file("ca.crt").display(),
            postfix.password_file().display(),
            more(&postfix),
        );
        std::fs::write(&config, text).unwrap();
        let server = Server::configured(&data, &config).unwrap_or_else(|ran| panic!("{ran:#?}"));
        Self {
            postfix,
            data,
            folder,
            server,
            _certificates: certificates,
        }
    }

    /// A run of the command line that is done.
    #[track_caller]
    pub(crate) fn good(&self, arguments: &[&str]) -> Ran {
        let mut arguments = arguments.to_vec();
        let at = self.data.to_str().unwrap();
        arguments.extend(["--council", "mytown", "--data", at]);
        run(arguments).done()
    }

    /// Sends a command.
    #[track_caller]
    pub(crate) fn send(&self, command: &str) {
        let file = self.folder.path().join("command.json");
        std::fs::write(&file, command).unwrap();
        self.good(&["send", text(&file)]);
    }

    /// Imports people and items of one plan, opens a quarter that is over and has
    /// what is not answered asked for.
    #[track_caller]
    pub(crate) fn ask(&self, people: &str, items: &str) {
        let plan = "plan,title,year,scheme\nP,Plan,2020-21,rochdale\n";
        let sheets = [("people", people), ("plans", plan), ("items", items)];
        let files = sheets.map(|(name, sheet)| {
            let file = self.folder.path().join(format!("{name}.csv"));
            std::fs::write(&file, sheet).unwrap();
            file
        });
        let mut import = vec!["import", "--name", "My Town"];
        import.extend(files.iter().map(|file| text(file)));
        self.good(&import);
        self.send(
            r#"{"configure_council":{"settings":{"reminders":{"quiet_from":"00:00","quiet_to":"00:00"}}}}"#,
        );
        self.good(&["quarter", "open", "--plan", "P", "--quarter", "2020-21-Q1"]);
        self.run_now();
    }

    #[track_caller]
    pub(crate) fn run_now(&self) {
        self.good(&["schedule", "run-now", "--name", "answers-weekly"]);
    }
}

fn text(file: &Path) -> &str {
    file.to_str().unwrap()
}
