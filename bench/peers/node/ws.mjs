// A room for each path, on `ws`: whoever says something is heard by all, as its README does it.
//   node ws.mjs PORT

import { WebSocketServer } from "ws";

const rooms = new Map();
const server = new WebSocketServer({
  host: "127.0.0.1",
  port: Number(process.argv[2]),
  backlog: 4096,
  perMessageDeflate: false,
});

server.on("connection", (socket, request) => {
  const room = rooms.get(request.url) ?? new Set();
  rooms.set(request.url, room.add(socket));
  socket.on("close", () => room.delete(socket));
  socket.on("error", () => socket.terminate());
  socket.on("message", (data, isBinary) => {
    for (const member of room) member.send(data, { binary: isBinary });
  });
});
