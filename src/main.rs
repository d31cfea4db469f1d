//! The `tongguan` command.

mod cli;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    grow_by_small_pages();
    cli::run()
}

/// Whoever touches a new huge page waits until the system has cleared 2 MiB, or has made room for them: a server that grows stands
/// still for that, and nobody else gets its processor meanwhile.
#[cfg(target_os = "linux")]
fn grow_by_small_pages() {
    // Where it is not allowed it is slower, and nothing else.
    let _ = rustix::thread::disable_transparent_huge_pages(true);
}

#[cfg(not(target_os = "linux"))]
const fn grow_by_small_pages() {}
