package report

import "strings"

// filesOf returns the files of a night, joined by semicolons.
func (a *Analysis) filesOf(n *Night) string {
	var files []string
	for _, i := range n.Recordings {
		files = append(files, a.Recordings[i].File)
	}
	return strings.Join(files, ";")
}

// shortFilesOf returns the files of a night without the folder that all recordings share, for tables.
func (a *Analysis) shortFilesOf(n *Night) string {
	shared := a.sharedFolder()
	var files []string
	for _, i := range n.Recordings {
		files = append(files, a.Recordings[i].File[shared:])
	}
	return strings.Join(files, "; ")
}

// sharedFolder returns the length of the folder that all recordings share.
func (a *Analysis) sharedFolder() int {
	shared := 0
	for i := range a.Recordings {
		file := a.Recordings[i].File
		folder := file[:strings.LastIndexAny(file, `/\`)+1]
		if i == 0 {
			shared = len(folder)
			continue
		}
		first, k := a.Recordings[0].File, 0
		for k < min(shared, len(folder)) && first[k] == folder[k] {
			k++
		}
		shared = strings.LastIndexAny(first[:k], `/\`) + 1
	}
	return shared
}
