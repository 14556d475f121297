package web

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// unsafeName is what a file name may not hold here: anything but letters, digits, dots, dashes and underscores.
var unsafeName = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

const longestName = 80 // bytes of a file name that are kept

// safeName makes a name of our own from one that a client sent: its last part, without anything that a file system could take for a path or hide.
func safeName(name string) string {
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	name = strings.TrimLeft(unsafeName.ReplaceAllString(name, "_"), ".")
	if len(name) > longestName {
		name = name[len(name)-longestName:]
	}
	if strings.Trim(name, "._-") == "" {
		return "recording"
	}
	return name
}

// receive streams an upload into a folder of its own below the root and returns the path of the file. It stops at limit bytes.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, s.opt.MaxUpload)
	name, body := safeName(r.URL.Query().Get("name")), io.Reader(r.Body)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		parts, err := r.MultipartReader()
		if err != nil {
			return "", err
		}
		for {
			part, err := parts.NextPart()
			if err != nil {
				return "", fmt.Errorf("the form holds no file: %w", err)
			}
			if part.FormName() == "file" && part.FileName() != "" {
				name, body = safeName(part.FileName()), part
				break
			}
		}
	}
	dir, err := os.MkdirTemp(s.nights.root, strings.TrimSuffix(name, filepath.Ext(name))+"-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, name)
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return "", err
	}
	n, err := io.Copy(file, body)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil && n == 0 {
		err = errors.New("the file is empty")
	}
	if err != nil { // half an upload is no recording
		return "", errors.Join(err, os.RemoveAll(dir))
	}
	return path, nil
}
