//! stub
#![allow(missing_docs)]
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::receipt::Letter;
use tongguan_domain::time::Moment;
#[derive(Debug)]
pub enum HostError {
    Stopping,
    Other,
}
impl std::fmt::Display for HostError {
    fn fmt(&self, _: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        Ok(())
    }
}
#[derive(Clone)]
pub struct Gateway;
#[derive(Clone, Debug, Default)]
pub struct Taking {}
#[derive(Debug)]
pub struct PlatformAnswer {
    pub id: String,
    pub code: &'static str,
    pub xml: Vec<u8>,
    pub recipient: Option<MailboxName>,
}
#[derive(Debug)]
pub struct Submitted;
#[derive(Debug)]
pub struct Taken {
    pub platform: Option<PlatformAnswer>,
    pub business: Option<Business>,
}
#[derive(Debug)]
pub enum Business {
    Submitted(Submitted),
    Other,
}
impl Taken {
    pub fn trouble(&self) -> Option<String> {
        None
    }
}
#[derive(Clone)]
pub struct Mailbox;
impl Gateway {
    pub async fn take(&self, _: &SandboxName, _: Vec<u8>, _: Taking) -> Result<Taken, HostError> {
        Err(HostError::Other)
    }
    pub async fn mailboxes(
        &self,
        _: &SandboxName,
        _skip: usize,
        _limit: usize,
    ) -> Result<Vec<MailboxName>, HostError> {
        Err(HostError::Other)
    }
    pub fn mailbox(&self, _: &SandboxName, _: &MailboxName) -> Mailbox {
        Mailbox
    }
    pub fn pre_receipt(&self, _: &SandboxName, _: &Submitted) -> Vec<u8> {
        Vec::new()
    }
    pub fn clock(&self, _: &SandboxName) -> Moment {
        Moment::MAX
    }
    pub async fn pass(&self, _: &SandboxName, _until: Moment) -> Result<bool, HostError> {
        Ok(true)
    }
}
impl Mailbox {
    pub fn name(&self) -> &MailboxName {
        unimplemented()
    }
    pub async fn ends(&self) -> Result<(u64, u64), HostError> {
        Ok((0, 0))
    }
    pub async fn letters(&self, _after: u64, _limit: usize) -> Result<Vec<Letter>, HostError> {
        Ok(vec![])
    }
    pub async fn letters_since(
        &self,
        _since: Moment,
        _after: u64,
        _limit: usize,
    ) -> Result<Vec<Letter>, HostError> {
        Ok(vec![])
    }
    pub async fn acknowledge(&self, _: u64) -> Result<u64, HostError> {
        Ok(0)
    }
    pub async fn door(&self) -> Result<tokio::sync::watch::Receiver<u64>, HostError> {
        Err(HostError::Other)
    }
    pub async fn write(&self, _: &Letter) -> Result<Option<Vec<u8>>, HostError> {
        Ok(None)
    }
    pub async fn write_enveloped(&self, _: &Letter) -> Result<Option<Vec<u8>>, HostError> {
        Ok(None)
    }
}
fn unimplemented() -> &'static MailboxName {
    loop {}
}
pub const CUSTOMS: &str = "DXPEDCCEB0000003";
