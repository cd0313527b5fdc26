/** RTSP of GStreamer, as Debian's Python runs it. */
import { HOST, started, written } from './stage.mjs';

const SERVER = `
import sys
import gi
gi.require_version('Gst', '1.0')
gi.require_version('GstRtspServer', '1.0')
from gi.repository import GLib, Gst, GstRtspServer
Gst.init(None)
server = GstRtspServer.RTSPServer()
server.set_address('${HOST}')
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory()
factory.set_launch('( audiotestsrc is-live=true ! audio/x-raw,rate=8000 ! mulawenc ! rtppcmupay name=pay0 )')
server.get_mount_points().add_factory('/tone', factory)
def brief(client, session):
    session.set_timeout(6)
server.connect('client-connected', lambda server, client: client.connect('new-session', brief))
server.attach(None)
GLib.MainLoop().run()
`;

export function mediaServer(port) {
  return started('/usr/bin/python3', written('media-server.py', SERVER), String(port));
}

export function player(port) {
  const source = ['rtspsrc', `location=rtsp://${HOST}:${port}/tone`, 'protocols=udp'];
  return started('gst-launch-1.0', ...source, '!', 'fakesink');
}
