package web

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"
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
	if taken.MatchString(name) {
		return "recording-" + name
	}
	return name
}

// taken matches names of files that stand in folders of analyses: a recording must neither pass for one nor be overwritten by one.
var taken = regexp.MustCompile(`(?i)^(analysis\.json|reviews\.json|upload-failed\.txt|(nights|events)\.csv|report.*\.html|(timeline|intervals|hours).*\.(svg|png|pdf))$`)

// receive streams an upload into a folder of its own below the root and returns the path of the file. It stops at limit bytes. The folder is hidden until all of it has
// come: what is left of an upload when the program is killed passes for no recording.
func (s *Server) receive(w http.ResponseWriter, r *http.Request) (string, error) {
	r.Body = http.MaxBytesReader(w, r.Body, s.opt.MaxUpload)
	body, err := paced(w, r.Body, s.stall)
	if err != nil {
		return "", err
	}
	r.Body = io.NopCloser(body)
	name := safeName(r.URL.Query().Get("name"))
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
	hidden, err := os.MkdirTemp(s.nights.root, ".upload-")
	if err != nil {
		return "", err
	}
	if err := save(filepath.Join(hidden, name), body); err != nil { // half an upload is no recording
		return "", errors.Join(err, os.RemoveAll(hidden))
	}
	stem := strings.TrimSuffix(name, filepath.Ext(name))
	dir := filepath.Join(s.nights.root, stem+strings.TrimPrefix(filepath.Base(hidden), ".upload"))
	if err := os.Rename(hidden, dir); err != nil {
		return "", err
	}
	return filepath.Join(dir, name), nil
}

// save writes what comes into a new file, down to the disk.
func save(path string, body io.Reader) error {
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	n, err := io.Copy(file, body)
	err = errors.Join(err, file.Sync(), file.Close())
	if err == nil && n == 0 {
		err = errors.New("the file is empty")
	}
	return err
}

// failureFile stands beside an uploaded recording that could not be analysed and says why.
const failureFile = "upload-failed.txt"

// failure is an uploaded recording that could not be analysed. It is kept.
type failure struct {
	ID, File, Why string
	path          string // of the folder
}

// failures lists the recordings that were uploaded and could not be analysed, by name.
func (f *folder) failures() ([]failure, error) {
	marks, err := filepath.Glob(filepath.Join(f.root, "[^.]*", failureFile))
	if err != nil {
		return nil, err
	}
	var out []failure
	for _, m := range marks {
		dir := filepath.Dir(m)
		why, err1 := readRegular(m)
		entries, err2 := os.ReadDir(dir)
		if err := errors.Join(err1, err2); err != nil {
			if errors.Is(err, fs.ErrNotExist) || errors.Is(err, errNoFile) {
				continue // it has just been deleted, or is none of ours
			}
			return nil, err
		}
		sum := sha256.Sum256([]byte(dir))
		v := failure{ID: hex.EncodeToString(sum[:idBytes]), Why: strings.TrimSpace(string(why)), path: dir}
		for _, e := range entries {
			if e.Type().IsRegular() && !taken.MatchString(e.Name()) && !strings.HasPrefix(e.Name(), ".") {
				v.File = e.Name()
				break
			}
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b failure) int { return cmp.Compare(a.File, b.File) })
	return out, nil
}

// analyse analyses a recording below the root, one at a time, and notes beside it when that cannot be done.
func (s *Server) analyse(r *http.Request, path string) error {
	s.work.Lock()
	defer s.work.Unlock()
	mark := filepath.Join(filepath.Dir(path), failureFile)
	if err := s.opt.Analyze(r.Context(), path); err != nil {
		if r.Context().Err() != nil {
			err = errors.New("the connection ended before it was done; try again")
		}
		return errors.Join(fmt.Errorf("the recording was kept, but could not be analysed: %w", err), os.WriteFile(mark, []byte(err.Error()+"\n"), 0o644))
	}
	if err := os.Remove(mark); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	return nil
}

// failureOf finds the failed upload that a request names, and says so when there is none.
func (s *Server) failureOf(w http.ResponseWriter, r *http.Request) *failure {
	all, err := s.nights.failures()
	if err != nil {
		fail(w, http.StatusInternalServerError, err)
		return nil
	}
	for i := range all {
		if all[i].ID == r.PathValue("id") && all[i].File != "" {
			return &all[i]
		}
	}
	fail(w, http.StatusNotFound, errors.New("there is no such recording; the list may have changed"))
	return nil
}

// again analyses an upload once more that could not be analysed.
func (s *Server) again(w http.ResponseWriter, r *http.Request) {
	v := s.failureOf(w, r)
	if v == nil {
		return
	}
	s.analysed(w, r, filepath.Join(v.path, v.File))
}

// analysed analyses a recording and answers with the list, or with what went wrong.
func (s *Server) analysed(w http.ResponseWriter, r *http.Request, path string) {
	if err := patient(w); err != nil {
		fail(w, http.StatusInternalServerError, err)
		return
	}
	if err := s.analyse(r, path); err != nil {
		fail(w, http.StatusUnprocessableEntity, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}

// discard moves a failed upload into the trash.
func (s *Server) discard(w http.ResponseWriter, r *http.Request) {
	v := s.failureOf(w, r)
	if v == nil {
		return
	}
	s.write.Lock()
	defer s.write.Unlock()
	if err := s.nights.bury(v.path, v.ID, time.Now()); err != nil {
		fail(w, http.StatusConflict, err)
		return
	}
	http.Redirect(w, r, "/", http.StatusSeeOther)
}
