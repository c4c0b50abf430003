//! Pages under load: so many requests a second to the real program, at times that
//! do not wait for its answers, and how long each answer took from when it was due.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use quarterday_tests::{program, run};

/// Connections that requests are spread over.
const CONNECTIONS: usize = 32;
/// Years of the large council's history.
const YEARS: std::ops::Range<u16> = 2014..2024;
/// Plans of each year, and items of each plan: 1,000 items a year.
const PLANS: usize = 10;
const ITEMS: usize = 100;

/// The program, ended with this.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Somebody signed in.
struct Browser {
    address: String,
    cookie: String,
}

/// What asking for one page came to.
struct Measured {
    median: Duration,
    p99: Duration,
    most: Duration,
    bytes: usize,
}

/// Prints a table of the demo's pages and one of the large council's.
pub(crate) fn run_all(folder: &Path, rate: u32, seconds: f64) -> anyhow::Result<()> {
    println!("\nPages at {rate} requests a second, from when each was due:\n");
    println!("| page | median, ms | p99, ms | most, ms | bytes |");
    println!("|---|---:|---:|---:|---:|");
    demo(&fresh(folder, "demo")?, rate, seconds)?;
    large(&fresh(folder, "large")?, rate, seconds)
}

/// A folder with nothing in it.
fn fresh(folder: &Path, name: &str) -> anyhow::Result<std::path::PathBuf> {
    let path = folder.join(format!("pages-{name}"));
    if path.exists() {
        std::fs::remove_dir_all(&path)?;
    }
    std::fs::create_dir_all(&path)?;
    Ok(path)
}

/// The demo's pages, as its performance officer.
fn demo(data: &Path, rate: u32, seconds: f64) -> anyhow::Result<()> {
    let (_running, lines) = start(
        &["demo", "--listen", "127.0.0.1:0", "--data"],
        data,
        |line| line.trim_start().starts_with("administrator "),
    )?;
    let mut links = lines.iter().map(|line| line.trim());
    let link = links.find_map(|line| line.strip_prefix("performance_officer "));
    let browser = Browser::sign_in(link.context("the demo prints a link")?.trim())?;
    let plan = "/c/rochdale/plans/resources-2020-21";
    for path in [
        "/c/rochdale".to_owned(),
        "/c/rochdale/dashboard".to_owned(),
        "/c/rochdale/dashboard?as_at=2020-21-Q2".to_owned(),
        plan.to_owned(),
        format!("{plan}/quarters/2020-21-Q2"),
        format!("{plan}/quarters/2020-21-Q2?known_at=2030-01-01"),
        format!("{plan}/quarters/2020-21-Q2/events?kind=action&axis=status"),
        format!("{plan}/items/R01"),
        "/c/rochdale/quarters".to_owned(),
        "/c/rochdale/reports".to_owned(),
        "/c/rochdale/audit".to_owned(),
    ] {
        row("demo", &browser, &path, rate, seconds)?;
    }
    Ok(())
}

/// A council of 1,000 items with ten years of history.
fn large(data: &Path, rate: u32, seconds: f64) -> anyhow::Result<()> {
    let folder = data.to_str().context("the folder has a plain name")?;
    for year in YEARS {
        let mut files = Vec::new();
        for (name, text) in sheets(year) {
            let path = data.with_file_name(format!("{year}-{name}.csv"));
            std::fs::write(&path, text)?;
            files.push(
                path.to_str()
                    .context("the file has a plain name")?
                    .to_owned(),
            );
        }
        let mut arguments = vec!["import"];
        arguments.extend(files.iter().map(String::as_str));
        arguments.extend(["--council", "large", "--data", folder]);
        run(arguments).done();
    }
    let officer = [
        "--person",
        "officer@large.example",
        "--role",
        "performance_officer",
    ];
    let of = ["--council", "large", "--data", folder];
    run([&["role", "grant"][..], &officer, &of].concat()).done();
    let listen = ["serve", "--listen", "127.0.0.1:0", "--data"];
    let (_running, _) = start(&listen, data, |line| line.starts_with("Serving on "))?;
    for year in YEARS {
        for quarter in 1..=4 {
            for plan in 0..PLANS {
                let (plan, quarter) = (reference(year, plan), quarter_of(year, quarter));
                let which = ["--plan", plan.as_str(), "--quarter", quarter.as_str()];
                run([&["quarter", "open"][..], &which, &of].concat()).done();
                // The newest is open, as it is while answers come in.
                if year + 1 < YEARS.end || !quarter.ends_with("Q4") {
                    let reason = ["--reason", "The year is over."];
                    run([&["quarter", "close"][..], &which, &reason, &of].concat()).done();
                }
            }
        }
    }
    let person = ["--person", "officer@large.example", "--format", "json"];
    let offered = run([&["sign-in"][..], &person, &of].concat()).done().json();
    let browser = Browser::sign_in(offered["link"].as_str().context("there is a link")?)?;
    let last = YEARS.end - 1;
    let plan = format!("/c/large/plans/{}", reference(last, 0));
    for path in [
        "/c/large".to_owned(),
        "/c/large/dashboard".to_owned(),
        format!("/c/large/dashboard?as_at={}", quarter_of(YEARS.start, 2)),
        "/c/large/dashboard?theme=Roads".to_owned(),
        format!("{plan}/quarters/{}", quarter_of(last, 4)),
        format!("{plan}/quarters/{}", quarter_of(last, 3)),
        format!("{plan}/items/I1"),
        "/c/large/quarters".to_owned(),
        "/c/large/audit".to_owned(),
    ] {
        row("large", &browser, &path, rate, seconds)?;
    }
    Ok(())
}

fn reference(year: u16, plan: usize) -> String {
    format!("plan-{plan}-{year}")
}

fn quarter_of(year: u16, quarter: u8) -> String {
    format!("{year}-{:02}-Q{quarter}", (year + 1) % 100)
}

/// The sheets of a year: its plans, items and an answer of each a quarter.
fn sheets(year: u16) -> [(&'static str, String); 4] {
    let mut people = "email,post\nofficer@large.example,Performance Manager\n".to_owned();
    let mut plans = "plan,title,directorate,committee,year,scheme\n".to_owned();
    let mut items = "plan,ref,kind,title,theme,owner_email,due\n".to_owned();
    let mut observations = "plan,ref,as_at,on_track,commentary\n".to_owned();
    for plan in 0..PLANS {
        let name = reference(year, plan);
        // Texts grow in memory: writing them cannot fail.
        let _ = writeln!(people, "owner{plan}@large.example,Head of Service {plan}");
        let _ = writeln!(
            plans,
            "{name},Plan {plan} of {year},Directorate {},Committee {},{year}-{:02},plain",
            plan % 5,
            plan % 3,
            (year + 1) % 100
        );
        for item in 1..=ITEMS {
            let theme = ["Roads", "Homes", "Schools", "Care"][item % 4];
            let _ = writeln!(
                items,
                "{name},I{item},action,Action number {item} of plan {plan},{theme},\
                 owner{plan}@large.example,{}-03-31",
                year + 1
            );
            for (month, day) in [("06", 30), ("09", 30), ("12", 31), ("03", 31)] {
                let of = if month == "03" { year + 1 } else { year };
                // One in twelve is late, and one in ten has no answer.
                if item % 10 == 3 {
                    continue;
                }
                let on_track = if item % 12 == 0 { "no" } else { "yes" };
                let _ = writeln!(
                    observations,
                    "{name},I{item},{of}-{month}-{day},{on_track},What was done by then and what \
                     is to be done next is said in a sentence or two."
                );
            }
        }
    }
    [
        ("people", people),
        ("plans", plans),
        ("items", items),
        ("observations", observations),
    ]
}

/// Starts the program, and reads what it prints up to a line.
fn start(
    arguments: &[&str],
    data: &Path,
    is_last: impl Fn(&str) -> bool,
) -> anyhow::Result<(Running, Vec<String>)> {
    let mut child = Command::new(program())
        .args(arguments)
        .arg(data)
        .env("QUARTERDAY_LOG", "error")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let printed = child.stdout.take().context("its output is a pipe")?;
    let running = Running(child);
    let mut lines = Vec::new();
    for line in BufReader::new(printed).lines() {
        let line = line?;
        let over = is_last(&line);
        lines.push(line);
        if over {
            return Ok((running, lines));
        }
    }
    anyhow::bail!("the program ended: {lines:?}")
}

impl Browser {
    /// Uses a link up that signs somebody in.
    fn sign_in(link: &str) -> anyhow::Result<Self> {
        let rest = link.strip_prefix("http://").context("a plain address")?;
        let (address, path) = rest.split_once('/').context("an address has a path")?;
        let mut connection = BufReader::new(TcpStream::connect(address)?);
        let request = format!(
            "POST /{path} HTTP/1.1\r\nhost: {address}\r\nsec-fetch-site: same-origin\r\n\
             content-type: application/x-www-form-urlencoded\r\ncontent-length: 0\r\n\r\n"
        );
        connection.get_mut().write_all(request.as_bytes())?;
        let (status, head, _) = answer(&mut connection)?;
        let mut cookies = head
            .iter()
            .filter_map(|line| line.strip_prefix("set-cookie: "));
        let cookie = cookies.next().and_then(|cookie| cookie.split(';').next());
        Ok(Self {
            address: address.to_owned(),
            cookie: cookie
                .with_context(|| format!("no cookie: {status}"))?
                .to_owned(),
        })
    }

    /// Asks for a page at a rate for some seconds.
    fn measure(&self, path: &str, rate: u32, seconds: f64) -> anyhow::Result<Measured> {
        let request = format!(
            "GET {path} HTTP/1.1\r\nhost: {}\r\naccept: text/html\r\ncookie: {}\r\n\r\n",
            self.address, self.cookie
        );
        let all = (f64::from(rate) * seconds) as u32;
        let next = AtomicU32::new(0);
        let took: Mutex<Vec<Duration>> = Mutex::new(Vec::new());
        let bytes = Mutex::new(0);
        let began = Instant::now() + Duration::from_millis(50);
        let ask = || -> anyhow::Result<()> {
            let mut connection = BufReader::new(TcpStream::connect(&self.address)?);
            connection.get_ref().set_nodelay(true)?;
            loop {
                let number = next.fetch_add(1, Ordering::Relaxed);
                if number >= all {
                    return Ok(());
                }
                let due = began + Duration::from_secs(1) * number / rate;
                std::thread::sleep(due.saturating_duration_since(Instant::now()));
                connection.get_mut().write_all(request.as_bytes())?;
                let (status, _, body) = answer(&mut connection)?;
                anyhow::ensure!(status == 200, "{path} answers {status}");
                let late = due.elapsed();
                took.lock().expect("no thread panics").push(late);
                *bytes.lock().expect("no thread panics") = body.len();
            }
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..CONNECTIONS).map(|_| scope.spawn(ask)).collect();
            for thread in threads {
                thread.join().expect("no thread panics")?;
            }
            anyhow::Ok(())
        })?;
        let mut took = took.into_inner().expect("no thread panics");
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        Ok(Measured {
            median: at(0.5),
            p99: at(0.99),
            most: at(1.0),
            bytes: bytes.into_inner().expect("no thread panics"),
        })
    }
}

fn row(what: &str, browser: &Browser, path: &str, rate: u32, seconds: f64) -> anyhow::Result<()> {
    // What is asked for the first time is read from the log, once.
    browser.measure(path, 10, 0.5)?;
    let measured = browser.measure(path, rate, seconds)?;
    let ms = |took: Duration| took.as_secs_f64() * 1000.0;
    println!(
        "| {what} `{path}` | {:.1} | {:.1} | {:.1} | {} |",
        ms(measured.median),
        ms(measured.p99),
        ms(measured.most),
        measured.bytes
    );
    Ok(())
}

/// Status, head in lower case but for values, and body of the next answer.
fn answer(connection: &mut BufReader<TcpStream>) -> anyhow::Result<(u16, Vec<String>, Vec<u8>)> {
    let mut head = Vec::new();
    loop {
        let mut line = String::new();
        anyhow::ensure!(
            connection.read_line(&mut line)? > 0,
            "the connection was closed"
        );
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        head.push(line.to_owned());
    }
    let status = head.first().and_then(|line| line.split(' ').nth(1));
    let status = status.context("an answer has a status")?.parse()?;
    let mut lengths = head
        .iter()
        .filter_map(|line| line.strip_prefix("content-length: "));
    let length: usize = lengths.next().context("an answer has a length")?.parse()?;
    let mut body = vec![0; length];
    connection.read_exact(&mut body)?;
    Ok((status, head, body))
}
