// What functions may name that run in a browser's own pages; no published types describe it.

// driver/firefox.mjs: Firefox's own window.
declare const Services: any;
declare const Components: any;
declare const Cc: any;
declare const Ci: any;
declare const ChromeUtils: any;
declare const WebExtensionPolicy: any;

// driver/chromium.mjs: chrome://extensions.
declare namespace chrome.developerPrivate {
  function updateProfileConfiguration(update: { inDeveloperMode: boolean }): Promise<void>;
  function deleteExtensionErrors(of: { extensionId: string }): Promise<void>;
  function getExtensionInfo(id: string): Promise<{
    runtimeErrors: { severity: 'LOG' | 'WARN' | 'ERROR'; source: string; message: string }[];
  }>;
}
