//! A link between two processes that can be cut, made to stand still, and
//! healed: a small TCP proxy on loopback.

use std::net::TcpListener;
use std::sync::OnceLock;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::net::{TcpListener as Listener, TcpStream};
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// Bytes that are passed on at a time.
const PIECE_BYTES: usize = 64 << 10;

/// What a link does with what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Passing {
    /// Everything goes through.
    All,
    /// Connections stay and nothing moves; what waited goes on afterwards.
    Still,
    /// Connections break, and new ones break at once.
    Nothing,
}

/// A way to a port of this machine.
pub struct Link {
    port: u16,
    passing: watch::Sender<Passing>,
}

impl Link {
    /// A link to a port, on a port of its own.
    ///
    /// # Panics
    /// When there is no port to be had.
    pub fn to(port: u16) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
        let own = listener.local_addr().expect("a listener has an address");
        listener
            .set_nonblocking(true)
            .expect("a listener can be asked without waiting");
        let (passing, state) = watch::channel(Passing::All);
        runtime().spawn(accept(listener, port, state));
        Self {
            port: own.port(),
            passing,
        }
    }

    /// The port that leads to the other.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Has the link pass all, stand still or break.
    pub fn pass(&self, passing: Passing) {
        self.passing.send_replace(passing);
    }
}

/// Links live apart from the test, which may block its own threads.
fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("links")
            .enable_all()
            .build()
            .expect("the system starts a thread")
    })
}

async fn accept(listener: TcpListener, port: u16, mut state: watch::Receiver<Passing>) {
    let listener = Listener::from_std(listener).expect("the listener does not block");
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((near, _)) = accepted {
                    tokio::spawn(join(near, port, state.clone()));
                }
            }
            // The link is gone, and its listener with it.
            gone = state.changed() => if gone.is_err() { return },
        }
    }
}

async fn join(near: TcpStream, port: u16, mut state: watch::Receiver<Passing>) {
    if moves(&mut state).await.is_none() {
        return;
    }
    let Ok(far) = TcpStream::connect(("127.0.0.1", port)).await else {
        return;
    };
    let _ = (near.set_nodelay(true), far.set_nodelay(true));
    let (near_read, near_write) = near.into_split();
    let (far_read, far_write) = far.into_split();
    tokio::select! {
        () = pump(near_read, far_write, state.clone()) => {}
        () = pump(far_read, near_write, state) => {}
    }
}

/// Waits until the link moves; `None` when it is cut.
async fn moves(state: &mut watch::Receiver<Passing>) -> Option<()> {
    let passing = state.wait_for(|passing| *passing != Passing::Still).await;
    (*passing.ok()? == Passing::All).then_some(())
}

async fn pump(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    mut state: watch::Receiver<Passing>,
) {
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let read = tokio::select! {
            read = from.read(&mut piece) => read.unwrap_or(0),
            cut = state.wait_for(|passing| *passing == Passing::Nothing) => {
                drop(cut);
                return;
            }
        };
        if read == 0 || moves(&mut state).await.is_none() {
            return;
        }
        if to.write_all(&piece[..read]).await.is_err() {
            return;
        }
    }
}
