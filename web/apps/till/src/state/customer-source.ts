import { joinScreen, watchScreen, type KnownScreen, type ScreenPorts } from "@comptoir/devices/screens";
import { CUSTOMER_CHANNEL, readCustomerView, type CustomerView } from "../view/customer-view.ts";

/** What the customers' page hears: a view, or why there is none. */
export type CustomerNews = { readonly kind: "view"; readonly view: CustomerView } | { readonly kind: "away" | "lost" | "forgotten" | "codeUsed" | "noAgent" };

/** Where the page hears it from. */
export type CustomerSource = (heard: (news: CustomerNews) => void) => () => void;

const KEY = "comptoir-customer-screen";

/** The till's own window on this device. */
export const fromWindow: CustomerSource = (heard) => {
  const channel = new BroadcastChannel(CUSTOMER_CHANNEL);
  channel.onmessage = ({ data }: MessageEvent<CustomerView | "hello">) => {
    if (data !== "hello") heard({ kind: "view", view: data });
  };
  channel.postMessage("hello");
  return () => channel.close();
};

const ports: ScreenPorts = {
  fetch: (address, request) => fetch(address, request),
  after: (ms, action) => {
    const timer = setTimeout(action, ms);
    return () => clearTimeout(timer);
  },
};

/** The shop's agent, on a device of its own. `invitation`: what stood behind # the first time; later the device knows its till. */
export function fromAgent(invitation: URLSearchParams): CustomerSource {
  return (heard) => {
    let stop: (() => void) | undefined;
    let isOver = false;
    const watch = (screen: KnownScreen): void => {
      if (isOver) return;
      stop = watchScreen(ports, screen, (news) => {
        if (news.kind === "forgotten") keep(undefined);
        if (news.kind !== "view") heard(news);
        else {
          const view = readCustomerView(news.view);
          if (view !== undefined) heard({ kind: "view", view });
        }
      });
    };
    void screenOf(invitation).then((found) => {
      if (typeof found === "object") watch(found);
      else heard({ kind: found });
    });
    return () => {
      isOver = true;
      stop?.();
    };
  };
}

async function screenOf(invitation: URLSearchParams): Promise<KnownScreen | "forgotten" | "codeUsed" | "noAgent"> {
  const agent = invitation.get("agent");
  const code = invitation.get("code");
  if (agent === null || code === null || !URL.canParse(agent)) return kept() ?? "forgotten";
  const joined = await joinScreen(ports, new URL(agent).origin, code);
  if (joined === "weather") return "noAgent";
  if (joined === "code_unknown") return "codeUsed";
  keep(joined);
  // A reload, or the icon on the home screen, finds its till without the code.
  history.replaceState(null, "", "#customers&screen");
  return joined;
}

function kept(): KnownScreen | undefined {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(KEY) ?? "null");
    if (typeof found !== "object" || found === null || !("address" in found && "token" in found)) return undefined;
    return { address: String(found.address), token: String(found.token) };
  } catch {
    return undefined;
  }
}

function keep(screen: KnownScreen | undefined): void {
  try {
    if (screen === undefined) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify(screen));
  } catch {
    // Storage that is blocked: after a reload the till shows a new code.
  }
}
