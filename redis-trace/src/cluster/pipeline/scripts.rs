//! Scripts.

use crate::{Script, ScriptInvocation};

super::commands! {
    fn load_script(script: &Script);
    fn invoke_script(invocation: &ScriptInvocation<'_>);
}
