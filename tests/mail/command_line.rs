//! `quarterday mail` and `check-config`, as an administrator uses them.

use std::path::{Path, PathBuf};

use quarterday_tests::{Faulty, read_mail, run};

fn configured(folder: &Path, mail: &str) -> PathBuf {
    let path = folder.join("node.toml");
    let data = folder.join("data");
    let text = format!("data = '{}'\n{mail}", data.display());
    std::fs::write(&path, text).unwrap();
    path
}

#[test]
fn a_test_really_sends_and_says_what_became_of_it() {
    let server = Faulty::start();
    let folder = tempfile::tempdir().unwrap();
    let config = configured(
        folder.path(),
        &format!(
            "[mail]\nfrom = 'performance@council.example'\n[mail.smtp]\nhost = '127.0.0.1'\n\
             port = {}\nsecurity = 'none'\ndata_seconds = 1\n",
            server.port
        ),
    );
    let config = config.to_str().unwrap();
    let send = |to: &str| run(["mail", "test", "--to", to, "--config", config]);
    let sent = send("admin@council.example").done();
    assert!(sent.out.contains("accepted: 2.0.0 taken as 1"), "{sent:?}");
    let (envelope, mail) = server.taken().remove(0);
    assert_eq!(envelope["to"][0], "admin@council.example");
    let mail = read_mail(&mail);
    assert!(
        mail.text.starts_with("This is a test, sent on "),
        "{}",
        mail.text
    );
    assert!(mail.html.contains("It went by 127.0.0.1"), "{}", mail.html);
    assert!(
        sent.out.contains(mail.header("Message-ID").unwrap()),
        "{sent:?}"
    );
    for (to, code) in [
        ("gone@council.example", "QF0042"),
        ("grey@council.example", "QF0043"),
        ("hang@council.example", "QF0044"),
    ] {
        send(to).refused(&[code]);
    }
    assert_eq!(run(["mail", "test", "--to", "nobody"]).code, Some(2));
}

#[test]
fn without_a_server_the_product_says_that_mails_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let config = configured(folder.path(), "");
    let config = config.to_str().unwrap();
    let checked = run(["check-config", config]).done();
    assert!(checked.out.contains("sent to nobody"), "{checked:?}");
    let test = [
        "mail",
        "test",
        "--to",
        "a@council.example",
        "--config",
        config,
    ];
    run(test).refused(&["QF0040", "sent to nobody"]);
}

#[test]
fn templates_are_shown_and_checked() {
    let folder = tempfile::tempdir().unwrap();
    let templates = folder.path().join("templates");
    std::fs::create_dir_all(templates.join("rochdale")).unwrap();
    let config = configured(
        folder.path(),
        &format!("[mail]\ntemplates = '{}'\n", templates.display()),
    );
    let config = config.to_str().unwrap();
    let check = || run(["mail", "check-templates", "--config", config]);
    let preview = |more: &[&str]| {
        run([
            &["mail", "preview", "sign-off-requested", "--config", config],
            more,
        ]
        .concat())
    };
    check().done();
    run(["mail", "check-templates"]).done();
    let shown = preview(&[]).done().out;
    assert!(shown.contains("by Thursday 21 October 2021"), "{shown}");
    let shown = preview(&["--html"]).done().out;
    assert!(shown.contains("<a href=\"https://"), "{shown}");

    let own = templates.join("rochdale/sign-off-requested.subject.txt");
    std::fs::write(&own, "Your signature, {{ to }}").unwrap();
    check().done();
    let shown = preview(&["--council", "rochdale"]).done().out;
    assert!(
        shown.contains("Subject: Your signature, Deputy Director of Finance"),
        "{shown}"
    );
    let shown = preview(&["--council", "derby"]).done().out;
    assert!(!shown.contains("Your signature,"), "{shown}");
    assert!(shown.contains("Derby Council"), "{shown}");
    assert!(!shown.to_lowercase().contains("rochdale"), "{shown}");
    let returned = run(["mail", "preview", "report-returned"]).done().out;
    assert!(returned.contains("Finance has returned it"), "{returned}");
    assert!(
        returned.contains("Returned by Director of Finance."),
        "{returned}"
    );

    // What the first line of a digest asks for is what stands below it, once.
    let digest = run(["mail", "preview", "digest"]).done().out;
    assert!(
        digest.contains("1 item to complete by 22 October 2021 and 1 report to deal with"),
        "{digest}"
    );
    assert_eq!(digest.matches("- R1 ").count(), 1, "{digest}");

    std::fs::write(&own, "Your signature, {{ two }}").unwrap();
    let place = "rochdale/sign-off-requested.subject.txt";
    check().refused(&["QF0041", place, "line 1"]);
    preview(&["--council", "rochdale"]).refused(&["QF0041", place]);
    run(["check-config", config]).refused(&["QF0017", place]);
    assert_eq!(run(["mail", "preview", "invitation"]).code, Some(2));
}
