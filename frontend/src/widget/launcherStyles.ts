/**
 * The launcher's few rules; they live in its shadow root and touch nothing on the page. The backslashes
 * keep the ends of the lines out of what other people's pages load.
 */
export const launcherStyles = `\
:host{all:initial;position:fixed;inset:auto 0 0 auto;width:0;height:0;z-index:2147483000;color-scheme:light dark}\
*{box-sizing:border-box}\
button{padding:0;border:0;background:none;color:inherit;cursor:pointer}\
.launcher{position:fixed;inset:auto 24px 24px auto;width:56px;height:56px;border-radius:50%;background:var(--accent);color:var(--accent-text);box-shadow:0 8px 28px rgb(22 28 45/22%),0 0 0 1px rgb(120 130 150/22%);transition:transform .15s}\
@media(hover:hover){.launcher:hover{transform:scale(1.05)}}\
.launcher:active{transform:scale(.97)}\
:focus-visible{outline:3px solid var(--accent);outline-offset:3px}\
svg{position:absolute;inset:16px;width:24px;height:24px;fill:none;stroke:currentColor;stroke-width:2;stroke-linecap:round;stroke-linejoin:round;transition:opacity .15s,transform .15s}\
svg+svg,.open svg{opacity:0;transform:rotate(-30deg) scale(.6)}\
.open svg+svg{opacity:1;transform:none}\
.badge{position:absolute;inset:-4px -4px auto auto;min-width:22px;height:22px;padding:0 6px;border-radius:11px;background:#bf2433;color:#fff;font:600 12px/22px system-ui,sans-serif;text-align:center;box-shadow:0 0 0 2px Canvas}\
.badge:empty{display:none}\
.tease{position:fixed;inset:auto 92px 26px auto;display:flex;max-width:min(280px,100vw - 108px);border-radius:16px;background:Canvas;color:CanvasText;box-shadow:0 8px 28px rgb(22 28 45/22%),0 0 0 1px rgb(120 130 150/22%);animation:rise .18s ease-out}\
.tease:empty{display:none}\
.say{padding:12px 0 12px 16px;font:15px/1.4 system-ui,sans-serif;text-align:start;overflow-wrap:anywhere}\
.cross{position:relative;flex:none;width:44px;min-height:44px}\
.cross svg{inset:14px;width:16px;height:16px}\
:host(.left) .launcher{inset:auto auto 24px 24px}\
:host(.left) .panel{inset:auto auto 96px 24px}\
:host(.left) .tease{inset:auto auto 26px 92px}\
:host(.inline){position:static;display:block;width:100%;height:100%}\
:host(.inline) div{height:100%}\
:host(.inline) iframe{min-height:20em}\
:host(.inline) .panel{position:static;width:100%;animation:none;box-shadow:0 0 0 1px #8886}\
.panel{position:fixed;inset:auto 24px 96px auto;width:384px;height:min(640px,100vh - 120px);border-radius:16px;overflow:hidden;background:Canvas;color:CanvasText;box-shadow:0 8px 28px rgb(22 28 45/22%),0 0 0 1px rgb(120 130 150/22%);animation:rise .18s ease-out}\
.panel[hidden]{display:none}\
iframe{display:block;width:100%;height:100%;border:0;opacity:0;color-scheme:light dark}\
.ready iframe{opacity:1;transition:opacity .12s}\
.failed{margin:0;padding:32px 24px 16px;font:15px/1.4 system-ui,sans-serif}\
.back{margin:0 24px;min-height:44px;padding:0 16px;border:1px solid;border-radius:10px;font:500 16px system-ui,sans-serif}\
.note{position:fixed;inset:auto 24px 24px auto;margin:0;padding:12px 16px;max-width:calc(100vw - 48px);border:1px solid GrayText;border-radius:10px;background:Canvas;color:CanvasText;font:15px/1.4 system-ui,sans-serif}\
@keyframes rise{from{opacity:0;transform:translateY(12px)}}\
@media(max-width:480px){.launcher{inset:auto 16px 16px auto}.tease{inset:auto 80px 22px auto}.say{font-size:14px;padding-block:6px;max-height:52px;overflow:hidden}:host(.left) .launcher{inset:auto auto 16px 16px}:host(.left) .tease{inset:auto auto 22px 80px}:host(:not(.inline)) .panel{inset:0;width:100%;height:100dvh;border-radius:0}.open .launcher{visibility:hidden}}\
@media(prefers-reduced-motion:reduce){*{animation:none!important;transition:none!important}}\
@media(forced-colors:active){.launcher,.panel,.tease{border:1px solid ButtonText}}\
@media print{:host{display:none}}\
`
