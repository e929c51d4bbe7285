// Sends whoever says something a number of frames as fast as they are taken, to find out what the
// load generator itself can count: `-batch` frames in one write, all of them the same message.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"

	"github.com/gorilla/websocket"
)

const payload = `{"type":"message","room":1,"nonce":"00000000-0000-4000-8000-000000000000",` +
	`"body":"0 I think we should keep the old address for a while, just in case."}`

var upgrader = websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}

func frame() []byte {
	header := []byte{0x81, 126, byte(len(payload) >> 8), byte(len(payload) & 0xff)}
	return append(header, payload...)
}

func main() {
	address := flag.String("address", "127.0.0.1:8080", "where to listen")
	frames := flag.Int("frames", 10000, "frames in all; a multiple of -batch")
	batch := flag.Int("batch", 1, "frames in one write")
	flag.Parse()
	block := bytes.Repeat(frame(), *batch)
	blast := func(w http.ResponseWriter, request *http.Request) {
		conn, err := upgrader.Upgrade(w, request, nil)
		if err != nil {
			return
		}
		defer conn.Close()
		for {
			if _, _, err := conn.ReadMessage(); err != nil {
				return
			}
			for sent := 0; sent < *frames; sent += *batch {
				if _, err := conn.UnderlyingConn().Write(block); err != nil {
					return
				}
			}
		}
	}
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(fmt.Errorf("cannot listen: %w", err))
	}
	log.Fatal(http.Serve(listener, http.HandlerFunc(blast)))
}
