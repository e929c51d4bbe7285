// The hub of gorilla/websocket's chat example, made as strong as it goes: one hub for each room,
// each message framed once for all (PreparedMessage), and a hub that waits for a full client
// instead of dropping it, so that nothing is lost.
package main

import (
	"flag"
	"log"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

const (
	writeWait      = 10 * time.Second
	pongWait       = 60 * time.Second
	pingPeriod     = pongWait * 9 / 10
	maxMessageSize = 64 * 1024
	queued         = 256
)

var upgrader = websocket.Upgrader{
	ReadBufferSize:  1024,
	WriteBufferSize: 1024,
	CheckOrigin:     func(*http.Request) bool { return true },
}

type hub struct {
	clients              map[*client]bool
	broadcast            chan []byte
	register, unregister chan *client
}

type client struct {
	hub  *hub
	conn *websocket.Conn
	send chan *websocket.PreparedMessage
	gone chan struct{}
}

func newHub() *hub {
	return &hub{
		clients:    make(map[*client]bool),
		broadcast:  make(chan []byte, queued),
		register:   make(chan *client),
		unregister: make(chan *client),
	}
}

func (h *hub) run() {
	for {
		select {
		case c := <-h.register:
			h.clients[c] = true
		case c := <-h.unregister:
			delete(h.clients, c)
		case message := <-h.broadcast:
			h.tell(message)
		}
	}
}

func (h *hub) tell(message []byte) {
	prepared, err := websocket.NewPreparedMessage(websocket.TextMessage, message)
	if err != nil {
		log.Fatal(err)
	}
	for c := range h.clients {
		select {
		case c.send <- prepared:
		case <-c.gone:
			delete(h.clients, c)
		}
	}
}

func (c *client) readPump() {
	defer func() {
		c.hub.unregister <- c
		c.conn.Close()
	}()
	c.conn.SetReadLimit(maxMessageSize)
	c.conn.SetReadDeadline(time.Now().Add(pongWait))
	c.conn.SetPongHandler(func(string) error {
		return c.conn.SetReadDeadline(time.Now().Add(pongWait))
	})
	for {
		_, message, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		c.hub.broadcast <- message
	}
}

func (c *client) writePump() {
	ticker := time.NewTicker(pingPeriod)
	defer func() {
		ticker.Stop()
		close(c.gone)
		c.conn.Close()
	}()
	for {
		select {
		case message := <-c.send:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if c.conn.WritePreparedMessage(message) != nil {
				return
			}
		case <-ticker.C:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if c.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

type rooms struct {
	sync.Mutex
	hubs map[string]*hub
}

func (r *rooms) hub(name string) *hub {
	r.Lock()
	defer r.Unlock()
	if r.hubs[name] == nil {
		r.hubs[name] = newHub()
		go r.hubs[name].run()
	}
	return r.hubs[name]
}

func (r *rooms) ServeHTTP(w http.ResponseWriter, request *http.Request) {
	conn, err := upgrader.Upgrade(w, request, nil)
	if err != nil {
		return
	}
	c := &client{
		hub:  r.hub(request.URL.Path),
		conn: conn,
		send: make(chan *websocket.PreparedMessage, queued),
		gone: make(chan struct{}),
	}
	c.hub.register <- c
	go c.writePump()
	go c.readPump()
}

func main() {
	address := flag.String("address", "127.0.0.1:8080", "where to listen")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	log.Fatal(http.Serve(listener, &rooms{hubs: make(map[string]*hub)}))
}
