// Rooms of Socket.IO, over WebSockets only: the server's own broadcast, which encodes once.
//   node socketio.mjs PORT

import { createServer } from "node:http";
import { Server } from "socket.io";

const http = createServer();
const io = new Server(http, { transports: ["websocket"], perMessageDeflate: false });

io.on("connection", (socket) => {
  const { room } = socket.handshake.query;
  socket.join(room);
  socket.on("message", (message) => io.to(room).emit("message", message));
});

http.listen({ host: "127.0.0.1", port: Number(process.argv[2]), backlog: 4096 });
