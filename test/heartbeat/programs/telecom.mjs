/** Telecommunication: SMPP, SIP, Diameter, RTSP. */
import {
  certificate,
  connected,
  end,
  FAR,
  found,
  HOST,
  listening,
  NEAR,
  roomFor,
  started,
  written,
} from './stage.mjs';
import { mediaServer, player } from './streaming.mjs';

export function telecom(load) {
  return {
    smpp: {
      port: 22775,
      says: 'smpp on both sides, whose client sends enquire_link every 2 s',
      heartbeats: [found('smpp', 'originator', 2)],
      start(port) {
        const smpp = load('smpp');
        const server = smpp.createServer({}, (session) => {
          session.on('bind_transceiver', (pdu) => session.send(pdu.response()));
          session.on('enquire_link', (pdu) => session.send(pdu.response()));
          session.on('error', () => undefined);
        });
        server.listen(port, HOST);
        const client = smpp.connect({ url: `smpp://${HOST}:${port}`, auto_enquire_link_period: 2000 });
        client.on('error', () => undefined);
        client.bind_transceiver({ system_id: 'guest', password: 'guest' });
        return () => {
          client.destroy();
          server.close();
        };
      },
    },
    sip: {
      port: 25060,
      says: 'kamailio, and a client of the script that sends the double CRLF of RFC 5626 every 2 s',
      heartbeats: [found('sip', 'originator', 2)],
      async prepare(port) {
        const settings = `#!KAMAILIO
debug=0\nlog_stderror=yes\nfork=yes\nchildren=1\ntcp_children=1\ndisable_tcp=no\ntcp_crlf_ping=yes
listen=tcp:${HOST}:${port}\nloadmodule "sl.so"\nrequest_route { sl_send_reply("404", "Not Found"); }\n`;
        const run = roomFor('kamailio');
        const options = ['-DD', '-E', '-Y', run, '-P', `${run}/pid`, '-m', '16', '-M', '4'];
        const server = started('kamailio', '-f', written('kamailio.cfg', settings), ...options);
        await listening(port);
        return () => {
          const socket = connected(port);
          const timer = setInterval(() => socket.write('\r\n\r\n'), 2000);
          return () => {
            clearInterval(timer);
            socket.destroy();
            end(server);
          };
        };
      },
    },
    diameter: {
      port: 23868,
      says: 'freeDiameter with TwTimer 6 s, which may be missed by 2 s (RFC 3539), and one with 30 s, which never has to ask',
      heartbeats: [found('diameter', 'originator', 6, { spread: [2 / 3, 4 / 3] })],
      seconds: 60,
      async prepare(port) {
        const server = started('freeDiameterd', '-c', diameterPeer('server', port, null));
        await listening(port);
        return () => {
          const client = started('freeDiameterd', '-c', diameterPeer('client', 23869, port));
          return () => {
            end(client);
            end(server);
          };
        };
      },
    },
    rtsp: {
      port: 28554,
      says: 'a server of GStreamer with a session of 6 s, and rtspsrc, which asks a second before; media goes over UDP',
      heartbeats: [found('rtsp', 'originator', 5)],
      seconds: 30,
      async prepare(port) {
        const server = mediaServer(port);
        await listening(port);
        return () => {
          const client = player(port);
          return () => {
            end(client);
            end(server);
          };
        };
      },
    },
  };
}

/** Settings of a freeDiameter that knows one other; `peerPort` null: it waits for it. */
export function diameterPeer(name, port, peerPort, fixture = 'diameter') {
  const peer = name === 'server' ? 'client' : 'server';
  const connect =
    peerPort === null ? 'No_TLS;' : `ConnectTo = "${NEAR}"; Port = ${peerPort}; No_TLS; No_SCTP;`;
  // It wants one, even where nothing is encrypted.
  const { keyFile, certFile } = certificate(`${name}.example`);
  return written(
    `${fixture}-${name}.conf`,
    `Identity = "${name}.example";\nRealm = "example";\nPort = ${port};\nSecPort = 0;\nNo_SCTP;\nNo_IPv6;
ListenOn = "${name === 'server' ? NEAR : FAR}";\nTwTimer = ${peerPort === null ? 30 : 6};\nTcTimer = 6;
TLS_Cred = "${certFile}", "${keyFile}";\nTLS_CA = "${certFile}";\nConnectPeer = "${peer}.example" { ${connect} };\n`,
  );
}
