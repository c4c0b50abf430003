//! Derby's report by mail: a real mail server with TLS and a password, the links
//! of the mails over HTTP, the days of its sign-off table by a clock that is set.

use quarterday_scheduler::remind::{Reminders, Ticked};
use quarterday_tests::{Answer, Certificates, Http, Postfix, Read, python, read_mail, script};
use serde_json::{Value, json};

use crate::derby_sign_off::{AUTHOR, BODY, DEPUTY_OF_LEGAL, Derby, FINANCE, LEGAL, SPONSOR, TABLE};

struct ByMail {
    derby: Derby,
    scheduler: Reminders,
    postfix: Postfix,
    http: Http,
    runtime: tokio::runtime::Runtime,
}

impl ByMail {
    /// The report circulated on 18 October with answers by the 28th, and the
    /// mails about it sent.
    fn circulated() -> Self {
        let certificates = Certificates::make();
        let postfix = Postfix::start(&certificates);
        let derby = Derby::closed();
        // What else is asked of people is not what this is about.
        for name in ["items-due", "quarter-ended", "answers-weekly"] {
            let path = derby.workspace.data.path().join("schedule.toml");
            let stopped = format!(
                "[[schedule]]\nschedule = '{name}'\ntitle = 'Off'\nenabled = false\n\
                 trigger = {{ cron = {{ expression = '0 0 9 * * Mon' }} }}\n\
                 asks = 'answers'\naudience = 'owner'\n"
            );
            std::fs::write(&path, stopped).unwrap();
            derby.good(&["schedule", "adopt", path.to_str().unwrap()]);
        }
        let scheduler = derby.clock.scheduler(&format!(
            "from = 'Performance team <performance@council.example>'\n\
             return_path = 'bounces@council.example'\n\
             [smtp]\nhost = 'localhost'\nport = {}\nca_file = '{}'\n\
             user = 'quarterday@council.example'\npassword_file = '{}'\n",
            postfix.port,
            certificates.file("ca.crt").display(),
            postfix.password_file().display(),
        ));
        let http = Http::network(derby.clock.base(), "").without_token();
        let all = Self {
            derby,
            scheduler,
            postfix,
            http,
            runtime: tokio::runtime::Runtime::new().unwrap(),
        };
        all.derby.on("2021-10-18");
        all.derby
            .good(&["report", "draft", &all.derby.file("q2", &[])]);
        all.derby
            .good(&["report", "circulate", "q2", "--due", "2021-10-28"]);
        let ticked = all.look();
        assert_eq!((ticked.sent, ticked.failed), (4, 0), "{ticked:?}");
        all
    }

    fn look(&self) -> Ticked {
        self.derby.clock.look(&self.scheduler)
    }

    /// The next mail to somebody.
    fn mail(&self, email: &str) -> Read {
        let (local, _) = email.split_once('@').unwrap();
        let mail = read_mail(&self.postfix.arrived(local));
        assert_eq!(mail.defects, Vec::<String>::new());
        assert_eq!(mail.header("Auto-Submitted"), Some("auto-generated"));
        mail
    }

    #[track_caller]
    fn no_mail(&self, email: &str) {
        let (local, _) = email.split_once('@').unwrap();
        assert_eq!(self.postfix.waiting(local), 0, "{email}");
    }

    fn get(&self, link: &str) -> Answer {
        self.runtime.block_on(self.http.get(link))
    }

    fn post(&self, path: &str, body: &Value) -> Answer {
        let id = path.replace(['/', '.'], "-");
        let id = &id[id.len() - 40..];
        self.runtime.block_on(self.http.post(path, id, body))
    }

    /// What the link of a mail shows.
    fn opened(&self, link: &str) -> Value {
        self.get(link).good()
    }

    /// Signs by the page that the mail leads to, as a browser does.
    fn signed_on_page(&self, page: &str) {
        let send = |method: &str, form: String| {
            let headers = [
                ("accept", "text/html"),
                ("sec-fetch-site", "same-origin"),
                ("content-type", "application/x-www-form-urlencoded"),
            ];
            let answer = self
                .runtime
                .block_on(self.http.send(method, page, &headers, form));
            (answer.status, String::from_utf8(answer.body).unwrap())
        };
        let (status, shown) = send("GET", String::new());
        assert_eq!(status, 200, "{shown}");
        assert!(shown.contains("A gap of") || shown.contains("None beyond the budget."));
        let (_, hash) = shown.split_once("name=\"content_hash\" value=\"").unwrap();
        let (hash, _) = hash.split_once('"').unwrap();
        // Neither a reason that is missing nor another's version does anything.
        let (status, told) = send("POST", "act=return&reason=+".to_owned());
        assert_eq!(status, 422);
        assert!(told.contains("Say what has to change"), "{told}");
        let (status, told) = send("POST", format!("act=sign&content_hash={}", "0".repeat(64)));
        assert_eq!(status, 422);
        assert!(told.contains("changed while you read it"), "{told}");
        let (status, thanks) = send("POST", format!("act=sign&content_hash={hash}&note="));
        assert_eq!(status, 200, "{thanks}");
        assert!(thanks.contains("Signed off"), "{thanks}");
        let (status, told) = send("GET", String::new());
        assert_eq!(status, 410);
        assert!(told.contains("You have signed this report off"), "{told}");
    }

    fn signed(&self, link: &str) {
        let hash = self.opened(link)["sign_off"]["report"]["content_hash"].clone();
        let path = format!("{link}/sign-off");
        self.post(&path, &json!({"content_hash": hash})).good();
    }
}

/// The page that the first link of a mail leads to.
#[track_caller]
fn page(mail: &Read) -> String {
    let mut words = mail.text.split_whitespace();
    let url = words.find(|word| word.contains("/link/"));
    let url = url.unwrap_or_else(|| panic!("no link: {}", mail.text));
    let path = url.find("/c/").unwrap();
    url[path..].to_owned()
}

/// The same of the API.
#[track_caller]
fn link(mail: &Read) -> String {
    let path = page(mail);
    let (_, token) = path.rsplit_once('/').unwrap();
    format!("/api/v1/derby/links/{token}")
}

#[track_caller]
fn says(mail: &Read, text: &str) {
    let flat = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat(&mail.text).contains(text), "{text}\n{}", mail.text);
}

#[test]
fn derbys_report_is_signed_by_the_links_of_its_mails() {
    let all = ByMail::circulated();
    let derby = &all.derby;
    let asked = [LEGAL, FINANCE, SPONSOR, AUTHOR].map(|who| all.mail(who));
    let [legal, finance, sponsor, author] = &asked;
    says(
        legal,
        "Please read “Performance monitoring: Quarter 2 2021/22” and sign it off for Legal, or \
         return it, by Thursday 28 October 2021.",
    );
    says(author, &format!("to {BODY}, and have democratic services"));
    assert!(!author.text.contains("/link/"), "{}", author.text);
    let root = legal.header("References").unwrap();
    for mail in &asked {
        assert_eq!(mail.header("References"), Some(root), "one conversation");
    }
    // Nothing is asked twice, by whoever looks.
    assert_eq!(all.look().sent, 0);

    // A scanner opens every link, and signs nothing by it.
    for mail in [legal, finance, sponsor] {
        for _ in 0..2 {
            let shown = all.opened(&link(mail));
            assert_eq!(shown["purpose"], "sign-off");
            assert_eq!(shown["sign_off"]["report"]["version"], 1);
        }
    }
    assert_eq!(derby.asked("q2").len(), 4);

    derby.on("2021-10-21");
    all.signed(&link(finance));
    all.signed_on_page(&page(sponsor));
    derby.on("2021-10-25");
    derby.decided("q2", "2021-10-25");

    // Two working days before the day it is due, whoever has not signed is asked
    // again, and nobody else.
    derby.on("2021-10-26");
    assert_eq!(all.look().sent, 1);
    let nudge = all.mail(LEGAL);
    says(&nudge, "1 report to deal with by 28 October 2021.");
    says(
        &nudge,
        "sign it off for Legal, or return it, by 28 October 2021",
    );
    let references = nudge.header("References").unwrap();
    let first = legal.header("Message-ID").unwrap();
    assert!(references.starts_with(root) && references.ends_with(first));
    for who in [FINANCE, SPONSOR, AUTHOR] {
        all.no_mail(who);
    }

    derby.on("2021-10-28");
    all.signed(&link(&nudge));
    assert_eq!(derby.table("q2"), TABLE);
    // The first mail's link asks for what is done by now.
    all.get(&link(legal)).problem(410, "QD0087");
    all.get(&link(finance)).problem(410, "QD0086");
    derby.on("2021-11-02");
    derby.good(&["report", "publish", "q2", "--on", "2021-11-02"]);
    assert_eq!(derby.table("q2"), TABLE);
    derby.on("2021-11-03");
    // Author, sponsor and signatories are told, and nothing is left to ask.
    assert_eq!(all.look().sent, 4);
    for who in [AUTHOR, SPONSOR, LEGAL, FINANCE] {
        let told = all.mail(who);
        says(
            &told,
            "“Performance monitoring: Quarter 2 2021/22” was published on Tuesday 2 November \
             2021; there is nothing for you to do.",
        );
        assert!(told.header("References").unwrap().starts_with(root));
    }
    assert_eq!(all.look().sent, 0, "nothing is left to ask");

    // Every mail is on record: who got it, what it said, and what became of it.
    let log = derby.json(&["mail", "log"]);
    let log = log["digests"].as_array().unwrap();
    assert_eq!(log.len(), 9);
    for mail in asked.iter().chain([&nudge]) {
        let id = mail.header("Message-ID").unwrap();
        let id = id.trim_matches(['<', '>']);
        let of = log.iter().find(|entry| entry["message_id"] == id);
        let of = of.unwrap_or_else(|| panic!("{id} is not on record"));
        assert_eq!(of["standing"], "sent");
        assert_eq!(of["content_hash"].as_str().unwrap().len(), 64);
    }
    derby.good(&["verify"]);
}

#[test]
fn an_edit_a_return_and_a_delegation_ask_whom_they_concern() {
    let all = ByMail::circulated();
    let derby = &all.derby;
    let finance = all.mail(FINANCE);
    derby.on("2021-10-21");
    all.signed(&link(&finance));

    // An edit after finance signed: finance is asked again, and told why.
    let revised = derby.file(
        "q2",
        &[("None beyond the budget.", "A gap of 1.2 million.")],
    );
    derby.good(&["report", "revise", &revised]);
    assert!(all.look().sent >= 1);
    let again = all.mail(FINANCE);
    says(&again, "again and sign it off for Finance");
    says(
        &again,
        "Changed since: Financial and value for money issues",
    );
    let version = all.opened(&link(&again))["sign_off"]["report"]["version"].clone();
    assert_eq!(version, 2);

    // Legal is on leave and has delegated: the deputy is asked, with whose right.
    derby.delegated(LEGAL, DEPUTY_OF_LEGAL, "2021-10-22", "2021-10-29", &[]);
    derby.on("2021-10-22");
    all.look();
    let deputy = all.mail(DEPUTY_OF_LEGAL);
    says(&deputy, "You are asked as deputy for");

    // The deputy returns it: the author is told why, and other links explain.
    let back = json!({"reason": "The recommendations do not name the decision."});
    let answer = all.post(&format!("{}/return", link(&deputy)), &back);
    answer.good();
    all.get(&link(&again)).problem(410, "QD0087");
    assert_eq!(all.look().sent, 1);
    let mut to_author = all.mail(AUTHOR);
    if !to_author.text.contains("returned") {
        // The first asked to take it to the body.
        to_author = all.mail(AUTHOR);
    }
    says(&to_author, "The recommendations do not name the decision.");
    // In time for the end of sign-off, as the meeting has it.
    says(
        &to_author,
        "by Thursday 28 October 2021: Legal has returned it.",
    );
    assert_eq!(all.look().sent, 0);

    // Put right and circulated again: whoever returned it is told what changed since.
    let put_right = derby.file(
        "q2",
        &[("None beyond the budget.", "A gap of 1.4 million.")],
    );
    derby.good(&["report", "revise", &put_right]);
    derby.good(&["report", "circulate", "q2", "--due", "2021-10-28"]);
    all.look();
    let anew = all.mail(DEPUTY_OF_LEGAL);
    assert!(
        anew.header("Subject").unwrap().contains("wanted again"),
        "{:?}",
        anew.header("Subject")
    );
    says(&anew, "it was changed after it was returned.");
    says(&anew, "The recommendations do not name the decision.");
    says(&anew, "Changed since: Financial and value for money issues");
}

#[test]
fn calendars_follow_what_is_due() {
    let derby = Derby::closed();
    derby.on("2021-10-18");
    derby.good(&["report", "draft", &derby.file("q2", &[])]);
    derby.good(&["report", "circulate", "q2", "--due", "2021-10-28"]);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let http = Http::network(derby.clock.base(), "").without_token();
    let token = |name: &str, more: &[&str]| -> String {
        let mut arguments = vec!["token", "create", "--name", name, "--scope", "read"];
        arguments.extend(more);
        let issued = derby.json(&arguments);
        issued["token"].as_str().unwrap().to_owned()
    };
    let feed = |token: &str, query: &str| {
        let path = format!("/api/v1/derby/deadlines/{token}{query}");
        runtime.block_on(http.get(&path))
    };
    // A reader that others wrote, and what it finds of a feed.
    let days = |answer: &Answer| -> Vec<(String, String)> {
        assert_eq!(answer.kind, "text/calendar; charset=utf-8");
        let read = icalendar(&answer.body);
        assert_eq!(read["problems"], json!([]));
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        let events = read["events"].as_array().unwrap().iter();
        let of_report =
            events.filter(|event| text(&event["summary"]).contains("Performance monitoring"));
        of_report
            .map(|event| {
                let summary = text(&event["summary"]);
                let (what, _) = summary.split_once(':').unwrap();
                (text(&event["start"]), what.to_owned())
            })
            .collect()
    };
    let expected = |list: &[(&str, &str)]| -> Vec<(String, String)> {
        let own = |(day, what): &(&str, &str)| ((*day).to_owned(), (*what).to_owned());
        list.iter().map(own).collect()
    };
    let of_legal = token("legal", &["--person", LEGAL]);
    assert_eq!(
        days(&feed(&of_legal, "")),
        expected(&[("2021-10-28", "Sign-off by Legal")])
    );
    let all = token("all", &[]);
    let committee = feed(&all, "?committee=Council%20Cabinet");
    let committee = days(&committee);
    for (day, what) in [
        ("2021-10-28", "Sign-off by Finance"),
        ("2021-11-02", "Last day to publish"),
        ("2021-11-10", "Meeting"),
    ] {
        let wanted = (day.to_owned(), what.to_owned());
        assert!(committee.contains(&wanted), "{wanted:?} {committee:?}");
    }
    // The calendar of one person is no other's.
    assert_eq!(
        days(&feed(&of_legal, &format!("?person={LEGAL}"))),
        days(&feed(&of_legal, ""))
    );
    for other in [FINANCE, "nobody@derby.example"] {
        feed(&of_legal, &format!("?person={other}")).problem(403, "forbidden");
    }
    // Once it is signed, it is gone from the calendar.
    derby.on("2021-10-20");
    derby.sign("q2", "legal", LEGAL);
    assert_eq!(days(&feed(&of_legal, "")), []);
    feed("qd_derby_nothing", "").problem(401, "unauthorized");
    feed(&all, &format!("?committee=A&person={LEGAL}")).problem(400, "invalid_query");
    feed(&all, "?committee=Nope").problem(404, "QD0131");
}

fn icalendar(feed: &[u8]) -> Value {
    use std::io::Write as _;
    let mut child = python()
        .arg(script("tests/calendar/feed.py"))
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(feed).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}
