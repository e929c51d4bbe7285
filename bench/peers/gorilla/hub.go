// A hub on gorilla/websocket after its chat example, made as strong as it goes: each message is framed
// once for all (PreparedMessage), and a client whose queue is full is waited for instead of being cut
// off, so that nothing is lost. With -join, what waits for a client goes out as one frame of several
// lines, as in the example; without it, each message is a frame, as most clients expect.
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
	frameSize      = 64 * 1024
)

var join = flag.Bool("join", false, "send what waits for a client as lines of one frame")

var upgrader = websocket.Upgrader{
	ReadBufferSize:  1024,
	WriteBufferSize: frameSize,
	WriteBufferPool: &sync.Pool{},
	CheckOrigin:     func(*http.Request) bool { return true },
}

type message struct {
	text  []byte
	frame *websocket.PreparedMessage
}

type hub struct {
	clients              map[*client]bool
	broadcast            chan []byte
	register, unregister chan *client
}

type client struct {
	hub  *hub
	conn *websocket.Conn
	send chan *message
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
		case text := <-h.broadcast:
			h.tell(text)
		}
	}
}

func (h *hub) tell(text []byte) {
	frame, err := websocket.NewPreparedMessage(websocket.TextMessage, text)
	if err != nil {
		log.Fatal(err)
	}
	said := &message{text, frame}
	for c := range h.clients {
		select {
		case c.send <- said:
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
		_, text, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		c.hub.broadcast <- text
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
		case said := <-c.send:
			c.conn.SetWriteDeadline(time.Now().Add(writeWait))
			if c.write(said) != nil {
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

func (c *client) write(said *message) error {
	waiting := len(c.send)
	if !*join || waiting == 0 {
		return c.conn.WritePreparedMessage(said.frame)
	}
	w, err := c.conn.NextWriter(websocket.TextMessage)
	if err != nil {
		return err
	}
	w.Write(said.text)
	for ; waiting > 0; waiting-- {
		w.Write([]byte{'\n'})
		w.Write((<-c.send).text)
	}
	return w.Close()
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
		send: make(chan *message, queued),
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
